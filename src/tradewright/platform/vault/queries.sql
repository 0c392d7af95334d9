-- name: list_sealed
-- Read a page of sealed values of every user. The worker alone may.
select sealed_column, user_id, row_id, sealed from app.list_sealed(:after_column, :after_row, :at_most);

-- name: replace_sealed$
-- Replace a sealed value unless it changed since it was read.
select app.replace_sealed(:column, :row_id, :expected, :replacement);
