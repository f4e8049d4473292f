-- The same policies, quicker: what a viewer's reach is is compared once a statement instead of with each row.
do $$
declare
  of_account constant text := $sql$(select current_setting('app.reach', true) = 'all')
    or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
      and ((select current_setting('app.reach', true) = 'account') or %s)$sql$;
  of_unit constant text :=
    '%1$I <@ (select access.seen_single_units()) or building_id <@ (select access.seen_whole_buildings())';
  name text;
begin
  foreach name in array array['units', 'unit_states', 'state_intervals', 'unit_months', 'unit_days', 'unit_hours', 'class_decisions'] loop
    execute format('alter policy viewer on equipment.%I using (%s)', name,
      format(of_account, format(of_unit, case name when 'units' then 'id' else 'unit_id' end)));
  end loop;
  foreach name in array array['service_plans', 'service_orders', 'order_entries'] loop
    execute format('alter policy viewer on maintenance.%I using (%s)', name, format(of_account, format(of_unit, 'unit_id')));
  end loop;
  -- Whoever sees a unit sees what was reported of it, wherever the unit stands now: its own policy decides.
  foreach name in array array['service_requests', 'request_entries'] loop
    execute format('alter policy viewer on maintenance.%I using (%s)', name,
      format(of_account, 'exists (select from equipment.units u where u.id = unit_id)'));
  end loop;
  execute format('alter policy viewer on equipment.gateway_units using (%s)',
    format(of_account, 'unit_id <@ (select access.seen_single_units())'));
  execute format('alter policy viewer on equipment.buildings using (%s)',
    format(of_account, 'id <@ (select access.seen_buildings())'));
  execute format('alter policy viewer on equipment.addresses using (%s)',
    format(of_account, 'equipment.sees_address(account_id, id)'));
  execute format('alter policy viewer on equipment.agreed_hours using (%s)',
    format(of_account, 'equipment.sees_hours(account_id, building_id, contract_number)'));
end $$;
