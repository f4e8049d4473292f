-- Rewritten in place with every roll-up, many of a page at once: half of it is kept free for the rows that replace them.
alter table equipment.unit_states set (fillfactor = 50);
alter table equipment.unit_days set (fillfactor = 50);
