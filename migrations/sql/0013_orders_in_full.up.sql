-- Order types, several steps of one signal, legs that we keep.
select 1;
