-- Discrepancies, orders placed by hand, inquiries into unknown orders, venues' instruments and money.
select 1;
