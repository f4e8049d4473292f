-- Visits as customers look at them, and the calendars that follow them.

-- A month of an account is counted by its index alone: by day, kind and state, as far as its viewer sees.
drop index maintenance.service_orders_of_account;
create index service_orders_of_account on maintenance.service_orders (account_id, planned_on, id)
  include (building_id, unit_id, activity_type, state, missed_at, moved_from);
create index service_orders_contacts on maintenance.service_orders (account_id, contact_name) where contact_name <> '';
create index service_orders_missed on maintenance.service_orders (account_id, planned_on, id) where missed_at is not null;
-- What the dispatcher has open lies among a million visits of plans.
create index service_orders_open_unplanned on maintenance.service_orders (id)
  where plan_id is null and state in ('planned', 'scheduled', 'dispatched', 'en-route', 'on-site');

-- How often what a calendar says of it has changed: calendars take a change by this.
alter table maintenance.service_orders add column revision int not null default 0;
create function maintenance.count_revision() returns trigger language plpgsql set search_path = '' as $$
begin
  new.revision := old.revision + 1;
  return new;
end $$;
create trigger service_orders_revised before update on maintenance.service_orders for each row
  when ((old.planned_on, old.planned_start, old.planned_minutes, old.state, old.title, old.technician, old.contact_name,
      old.contact_phone, old.missed_at, old.comment)
    is distinct from (new.planned_on, new.planned_start, new.planned_minutes, new.state, new.title, new.technician, new.contact_name,
      new.contact_phone, new.missed_at, new.comment))
  execute function maintenance.count_revision();

-- Nobody planned when somebody came at once: it stands on the day they came.
create function maintenance.day_of_arrival() returns trigger language plpgsql set search_path = '' as $$
begin
  new.planned_on := (coalesce(new.arrived_at, new.finished_at) at time zone new.time_zone)::date;
  return new;
end $$;
create trigger service_orders_come before insert or update on maintenance.service_orders for each row
  when (new.planned_on is null and coalesce(new.arrived_at, new.finished_at) is not null)
  execute function maintenance.day_of_arrival();

-- A person's calendars: each shows what their membership sees at the time of asking, or a part of that.
create table access.calendar_feeds (
  id int generated always as identity primary key,
  account_id int not null references access.accounts (id),
  membership_id int not null references access.memberships (id) on delete cascade,
  name text not null,
  -- The visits of a portfolio or of a building; both null: all.
  portfolio_id int references access.portfolios (id) on delete cascade,
  building_id int,
  token_hash bytea not null,
  created_at timestamptz not null,
  last_asked_at timestamptz,
  -- What was answered last, and since when it is so.
  content_hash bytea,
  content_since timestamptz,
  -- The form that made it: sent again, it makes no other one.
  form_key uuid not null,
  constraint calendar_feeds_token_unique unique (token_hash),
  constraint calendar_feeds_form_once unique (membership_id, form_key),
  constraint calendar_feeds_one_scope check (portfolio_id is null or building_id is null)
);
create index calendar_feeds_of_portfolio on access.calendar_feeds (portfolio_id) where portfolio_id is not null;
grant select, insert, update, delete on access.calendar_feeds to hoistway_app;
alter table access.calendar_feeds enable row level security;
create policy access on access.calendar_feeds to hoistway_app using ((select current_setting('app.reach', true)) = 'all');

-- Whose a calendar is and through whose eyes it looks, asked before anybody's eyes are known.
create function access.holder_of_feed(hash bytea, present timestamptz)
returns table (
  feed_id int, name text, portfolio_id int, building_id int, last_asked_at timestamptz, content_hash bytea, content_since timestamptz,
  account_id int, account text, membership_id int, whole_account boolean, locale text
)
language sql stable security definer set search_path = '' as $$
  select f.id, f.name, f.portfolio_id, f.building_id, f.last_asked_at, f.content_hash, f.content_since,
    f.account_id, a.name, m.id, m.whole_account, u.locale
  from access.calendar_feeds f
  join access.memberships m on m.id = f.membership_id
  join access.users u on u.id = m.user_id
  join access.accounts a on a.id = f.account_id
  where f.token_hash = hash and (m.expires_at is null or m.expires_at > present)
    -- A portfolio that they no longer see has no calendar of theirs.
    and (f.portfolio_id is null or m.whole_account
      or exists (select from access.membership_portfolios p where p.membership_id = m.id and p.portfolio_id = f.portfolio_id))
$$;
revoke execute on function access.holder_of_feed from public;
grant execute on function access.holder_of_feed to hoistway_app;
