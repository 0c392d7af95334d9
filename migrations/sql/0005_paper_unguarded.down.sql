alter table app.paper_order drop column unguarded;
