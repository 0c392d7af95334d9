"""The WebSocket: one hub for each process hears the bus once and fans out to sockets.

    client first    {"type":"hello","after":seq or null}
    server          {"type":"ready","seq","resumed"}          before it {"type":"reset"} when history is gone
    server          {"type":"events","seq","id","at","events"}   each once, in order
    client          {"type":"subscribe","channels":["quotes:*" or "quotes:<symbol>"]}
    server          {"type":"quotes","quotes"}                at most four times a second
    server          {"type":"account","account"}  {"type":"health","components"}
    server          {"type":"bar","account_id","is_closed","bar"}   bars of a linked account's venue while asked for
    server          {"type":"ping"}                           client answers {"type":"pong"}

A client that comes back says the last `seq` it saw and misses nothing that the stream still holds (a day).
"""
