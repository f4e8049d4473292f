-- What people report of a unit, and the thread of what was said and done about it.
create schema maintenance;

create table maintenance.service_requests (
  id int generated always as identity primary key,
  account_id int not null,
  building_id int not null,
  unit_id int not null,
  -- As they were called when it was reported, with the building's clock. A unit may stand elsewhere since.
  unit_name text not null,
  unit_number text not null,
  unit_kind text not null,
  building_name text not null,
  time_zone text not null,
  -- In the reporter's words: one of those offered, the fault code that it stands for (if any), and what they added.
  problem text not null,
  fault text,
  description text not null,
  -- Somebody was inside from then on; until the work was completed.
  trapped_since timestamptz,
  trapped_until timestamptz,
  contact_name text not null,
  contact_phone text not null,
  state text not null default 'submitted',
  -- Why it was rejected.
  reason text,
  reported_by_id int not null,
  reported_by text not null,
  submitted_at timestamptz not null,
  -- Submitted, or reopened: since then it waits for somebody to look at it.
  waiting_since timestamptz not null,
  changed_at timestamptz not null,
  changed_by_id int not null,
  changed_by text not null,
  completed_at timestamptz,
  rating int,
  -- The form that made it: sent again, it makes no other one.
  form_key uuid not null,
  search_text text not null,
  constraint service_requests_state_known check (state in ('submitted', 'accepted', 'rejected', 'completed', 'closed')),
  constraint service_requests_reason_given check ((state = 'rejected') = (reason is not null)),
  constraint service_requests_completion_known check ((state in ('completed', 'closed')) = (completed_at is not null)),
  constraint service_requests_rating_known check (rating between 1 and 5),
  constraint service_requests_freed_later check (trapped_until >= trapped_since),
  constraint service_requests_form_once unique (reported_by_id, form_key)
);
create index service_requests_of_account on maintenance.service_requests (account_id, id desc);
create index service_requests_open_of_unit on maintenance.service_requests (unit_id) where state in ('submitted', 'accepted');
create index service_requests_open on maintenance.service_requests (waiting_since) where state in ('submitted', 'accepted');

create table maintenance.request_entries (
  id bigint generated always as identity primary key,
  request_id int not null references maintenance.service_requests (id),
  account_id int not null,
  unit_id int not null,
  kind text not null,
  at timestamptz not null,
  by_id int not null,
  by_name text not null,
  by_staff boolean not null,
  -- A message, a reason, or what was said beside a rating; "": nothing was.
  text text not null,
  rating int,
  -- The form of a message or a joining: sent again, it adds nothing.
  form_key uuid,
  constraint request_entries_kind_known check (kind in
    ('submitted', 'joined', 'message', 'accepted', 'rejected', 'completed', 'closed', 'reopened', 'rated')),
  constraint request_entries_form_once unique (request_id, by_id, form_key)
);
create index request_entries_of_request on maintenance.request_entries (request_id, id);

grant usage on schema maintenance to hoistway_app;
grant select, insert, update on maintenance.service_requests to hoistway_app;
-- A thread is the record: nobody changes what stands in it.
grant select, insert on maintenance.request_entries to hoistway_app;

-- Whoever sees a unit sees what was reported of it, wherever the unit stands now: its own policy decides.
do $$
declare name text;
begin
  foreach name in array array['service_requests', 'request_entries'] loop
    execute format('alter table maintenance.%I enable row level security', name);
    execute format($policy$
      create policy viewer on maintenance.%I to hoistway_app using (
        (select current_setting('app.reach', true)) = 'all'
        or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
           and ((select current_setting('app.reach', true)) = 'account'
             or exists (select from equipment.units u where u.id = unit_id)))$policy$, name);
  end loop;
end $$;
