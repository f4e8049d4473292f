-- Photos and signatures, the codes in the cars, and what residents and passers-by read.

-- A picture of a request or an order. Its bytes lie in the folder of the installation, under the hash of their content.
create table maintenance.attachments (
  id int generated always as identity primary key,
  account_id int not null,
  building_id int not null,
  unit_id int not null,
  request_id int references maintenance.service_requests (id),
  order_id int references maintenance.service_orders (id),
  -- The line of the request's or the order's thread that it came with; null: with none.
  entry_id bigint,
  kind text not null,
  type text not null,
  sha text not null,
  thumbnail_sha text not null,
  bytes int not null,
  width int not null,
  height int not null,
  added_at timestamptz not null,
  constraint attachments_kind_known check (kind in ('photo', 'signature')),
  constraint attachments_belong_somewhere check (num_nonnulls(request_id, order_id) = 1),
  constraint attachments_once unique nulls not distinct (request_id, order_id, entry_id, kind, sha)
);
create index attachments_of_order on maintenance.attachments (order_id) where order_id is not null;

-- Who reports by the code in the car has no account: nobody's id, and as name what the portal calls them.
alter table maintenance.service_requests
  alter reported_by_id drop not null,
  alter changed_by_id drop not null,
  drop constraint service_requests_form_once,
  add constraint service_requests_form_once unique nulls not distinct (reported_by_id, form_key);
alter table maintenance.request_entries alter by_id drop not null;
create unique index request_entries_passer_by_once on maintenance.request_entries (request_id, form_key)
  where by_id is null and form_key is not null;

-- The code on a unit's label: whoever reads it there may report, without an account. One at a time is good.
create table maintenance.unit_codes (
  code text primary key,
  account_id int not null,
  unit_id int not null,
  made_at timestamptz not null,
  revoked_at timestamptz,
  constraint unit_codes_spelling check (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$')
);
create unique index unit_codes_good on maintenance.unit_codes (unit_id) where revoked_at is null;

-- The link by which somebody without an account follows a request that they reported or joined, and how to reach them: for
-- nobody but the service company, and removed some time after the request is settled.
create table maintenance.report_links (
  token_hash bytea primary key,
  account_id int not null,
  request_id int not null references maintenance.service_requests (id),
  -- Telephone or e-mail; "": they need not be told.
  contact text not null,
  made_at timestamptz not null
);
create index report_links_of_request on maintenance.report_links (request_id);

-- Signs what a form of a stranger brings back. One row.
create table maintenance.form_seal (
  one boolean primary key default true check (one),
  key bytea not null
);
insert into maintenance.form_seal (key)
values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

-- The links under which residents read how the units of a building are.
create table maintenance.residents_pages (
  id int generated always as identity primary key,
  account_id int not null,
  building_id int not null,
  token_hash bytea not null,
  made_at timestamptz not null,
  made_by text not null,
  -- The form that made it: sent again, it makes no other one.
  form_key uuid not null,
  revoked_at timestamptz,
  constraint residents_pages_token_once unique (token_hash),
  constraint residents_pages_form_once unique (building_id, form_key)
);
create index residents_pages_of_building on maintenance.residents_pages (building_id) where revoked_at is null;

-- What residents are told of a unit: one at a time, changed in place.
create table maintenance.announcements (
  id int generated always as identity primary key,
  account_id int not null,
  building_id int not null,
  unit_id int not null,
  reason text not null,
  -- Which way to take meanwhile; "": none is said.
  alternative text not null,
  since timestamptz not null,
  until timestamptz,
  next_update_at timestamptz,
  written_at timestamptz not null,
  written_by text not null,
  ended_at timestamptz,
  constraint announcements_in_order check (since <= until)
);
create unique index announcements_present on maintenance.announcements (unit_id) where ended_at is null;

grant select, insert on maintenance.attachments to hoistway_app;
grant select, insert, update on maintenance.unit_codes, maintenance.residents_pages, maintenance.announcements to hoistway_app;
grant select, insert, delete on maintenance.report_links to hoistway_app;
grant select on maintenance.form_seal to hoistway_app;

alter table maintenance.attachments enable row level security;
-- Whoever sees what it belongs to sees it: the policies of those decide.
create policy viewer on maintenance.attachments to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and (exists (select from maintenance.service_requests r where r.id = request_id)
       or exists (select from maintenance.service_orders o where o.id = order_id)));

-- Whoever sees the unit, wherever it stands now.
do $$
declare name text;
begin
  foreach name in array array['unit_codes', 'announcements'] loop
    execute format('alter table maintenance.%I enable row level security', name);
    execute format($policy$
      create policy viewer on maintenance.%I to hoistway_app using (
        (select current_setting('app.reach', true)) = 'all'
        or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
           and ((select current_setting('app.reach', true)) = 'account'
             or exists (select from equipment.units u where u.id = unit_id)))$policy$, name);
  end loop;
end $$;

-- Whoever sees the building as a whole.
alter table maintenance.residents_pages enable row level security;
create policy viewer on maintenance.residents_pages to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and case when (select current_setting('app.reach', true)) = 'account' then true
       else building_id <@ (select access.seen_whole_buildings()) end);

do $$
declare name text;
begin
  foreach name in array array['report_links', 'form_seal'] loop
    execute format('alter table maintenance.%I enable row level security', name);
    execute format($policy$
      create policy staff on maintenance.%I to hoistway_app using ((select current_setting('app.reach', true)) = 'all')$policy$,
      name);
  end loop;
end $$;
