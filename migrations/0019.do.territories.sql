-- Where technicians work, and the plans that units usually get as the operator has them.

-- Lines of addresses ("GB, London", "US, NY, 112*"): visits are planned for them there alone. None: anywhere.
alter table maintenance.technicians add column territory text[] not null default '{}';

alter table maintenance.unplaced_visits drop constraint unplaced_visits_reason_known;
alter table maintenance.unplaced_visits add constraint unplaced_visits_reason_known check (reason in ('tolerance-closed',
  'nobody-has-the-skills', 'outside-territories', 'building-closed', 'nobody-at-work', 'longer-than-a-day',
  'no-time-left'));

-- Countries whose usual plans are the operator's own and no longer those that are shipped; '' is every country that is not named.
create table maintenance.usual_plan_countries (country text primary key);

create table maintenance.usual_plans (
  id int generated always as identity primary key,
  country text not null references maintenance.usual_plan_countries (country) on delete cascade,
  unit_kind text not null,
  -- Null: whatever drives the unit, and whatever the contract's type is.
  drive text,
  contract_type text,
  activity_type text not null,
  name text not null,
  every int,
  unit text,
  counted_from text,
  rule text,
  tolerance_before int not null,
  tolerance_after int not null,
  minutes int not null,
  seasons jsonb not null default '[]',
  constraint usual_plans_named_once unique nulls not distinct (country, unit_kind, drive, contract_type, name),
  constraint usual_plans_recur check ((every is not null and unit is not null and counted_from is not null) <> (rule is not null)),
  constraint usual_plans_contract_known check (contract_type in ('basic', 'standard', 'plus', 'premium'))
);

grant select, insert, update, delete on maintenance.usual_plan_countries, maintenance.usual_plans to hoistway_app;

-- What only the service company looks at.
do $$
declare name text;
begin
  foreach name in array array['usual_plan_countries', 'usual_plans'] loop
    execute format('alter table maintenance.%I enable row level security', name);
    execute format($policy$
      create policy staff on maintenance.%I to hoistway_app using ((select current_setting('app.reach', true)) = 'all')$policy$,
      name);
  end loop;
end $$;
