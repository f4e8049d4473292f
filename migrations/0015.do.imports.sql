-- Orders and visits of the past can be imported too.
alter table equipment.imports drop constraint imports_kind_known,
  add constraint imports_kind_known check (kind in ('units', 'states', 'agreed-hours', 'orders'));
