-- Getting in, teams, tokens and the audit log.

alter table access.users
  alter column password_hash drop not null,
  add phone text,
  add totp_secret text,
  -- The last time step whose code was used: no code counts twice.
  add totp_last_step bigint,
  add passkey_handle bytea not null default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
comment on column access.users.totp_secret is 'Base32, set once a first code was right; null: no second factor by app.';

-- When somebody was last here in an account; it stays when their sign-ins are gone.
alter table access.memberships add last_seen_at timestamptz;

create table access.recovery_codes (
  user_id int not null references access.users (id) on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

create table access.passkeys (
  id int generated always as identity primary key,
  user_id int not null references access.users (id) on delete cascade,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  constraint passkeys_credential_unique unique (credential_id)
);
create index passkeys_of_user on access.passkeys (user_id);

-- What was begun and waits for its second step: a code, a passkey's answer, an identity provider's. Known by a secret in a cookie.
create table access.pending_steps (
  token_hash bytea primary key,
  kind text not null,
  user_id int references access.users (id) on delete cascade,
  -- What the step needs: a challenge, a provider's state and nonce, a secret to be confirmed.
  detail jsonb not null,
  tries int not null default 0,
  expires_at timestamptz not null,
  constraint pending_steps_kind_known check (kind in ('second-factor', 'passkey-sign-in', 'passkey-registration', 'totp-enrolment', 'single-sign-on', 'phone'))
);
create index pending_steps_by_expiry on access.pending_steps (expires_at);

-- Links that were mailed: a new password, a new address (one for each of the two).
create table access.mailed_links (
  token_hash bytea primary key,
  kind text not null,
  user_id int not null references access.users (id) on delete cascade,
  new_email text,
  confirmed_at timestamptz,
  expires_at timestamptz not null,
  constraint mailed_links_kind_known check (kind in ('password', 'email-old', 'email-new'))
);
create index mailed_links_of_user on access.mailed_links (user_id, kind);

-- Who an identity provider says somebody is.
create table access.identities (
  issuer text not null,
  subject text not null,
  user_id int not null references access.users (id) on delete cascade,
  created_at timestamptz not null,
  primary key (issuer, subject)
);

alter table access.sessions
  add id int generated always as identity,
  add place text not null default '',
  -- An administrator looks through a customer user's eyes.
  add viewed_membership_id int references access.memberships (id) on delete set null,
  add constraint sessions_id_unique unique (id);
create index sessions_of_viewed on access.sessions (viewed_membership_id) where viewed_membership_id is not null;

-- An invitation into an account (with a customer's role) or into the service company's own team (with a staff role).
create table access.invitations (
  id int generated always as identity primary key,
  account_id int references access.accounts (id),
  email text not null,
  role text,
  staff_role text,
  whole_account boolean not null,
  member_until timestamptz,
  token_hash bytea not null,
  invited_by text not null,
  -- Whose right to invite is looked at again when it is accepted; null: the portal itself.
  invited_by_id int references access.users (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  constraint invitations_token_unique unique (token_hash),
  constraint invitations_email_lower check (email = lower(email)),
  constraint invitations_role_known check (role in ('owner', 'manager', 'viewer')),
  constraint invitations_staff_role_known check (staff_role in ('administrator', 'dispatcher', 'technician', 'billing-clerk')),
  constraint invitations_one_kind check ((account_id is null) = (role is null) and (role is null) <> (staff_role is null)),
  constraint invitations_owner_sees_all check (role is distinct from 'owner' or whole_account),
  constraint invitations_guests_only_read check (member_until is null or role = 'viewer')
);
create unique index invitations_one_open on access.invitations (coalesce(account_id, 0), email)
  where accepted_at is null and revoked_at is null;

create table access.invitation_portfolios (
  invitation_id int not null references access.invitations (id) on delete cascade,
  portfolio_id int not null references access.portfolios (id) on delete cascade,
  account_id int not null references access.accounts (id),
  primary key (invitation_id, portfolio_id)
);

-- Keys for machines. A token of a membership sees what that membership sees, and goes with it; a gateway's belongs to no one.
create table access.api_tokens (
  id int generated always as identity primary key,
  account_id int references access.accounts (id),
  membership_id int references access.memberships (id) on delete cascade,
  name text not null,
  scopes text[] not null,
  token_hash bytea not null,
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  -- The form that made it: sent again, it makes no other one.
  form_key uuid,
  constraint api_tokens_hash_unique unique (token_hash),
  constraint api_tokens_form_once unique (membership_id, form_key)
);
create index api_tokens_of_account on access.api_tokens (account_id);
create index api_tokens_of_membership on access.api_tokens (membership_id);

-- Who did what. Nobody changes it afterwards: the application may add and read, and no more.
create table access.audit_entries (
  id bigint generated always as identity primary key,
  -- No foreign key: what was done stays on record whatever becomes of the account.
  account_id int,
  at timestamptz not null,
  user_id int,
  actor text not null,
  -- The administrator behind a customer user's eyes.
  viewed_by text,
  place text not null,
  action text not null,
  subject text not null,
  detail jsonb not null
);
create index audit_entries_of_account on access.audit_entries (account_id, id desc);

grant select, insert, update, delete on all tables in schema access to hoistway_app;
revoke update, delete, truncate on access.audit_entries from hoistway_app;

alter table access.invitations enable row level security;
create policy viewer on access.invitations to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int));

alter table access.invitation_portfolios enable row level security;
create policy viewer on access.invitation_portfolios to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int));

alter table access.api_tokens enable row level security;
create policy viewer on access.api_tokens to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int));

alter table access.audit_entries enable row level security;
create policy viewer on access.audit_entries to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int));

-- People, their secrets and their sign-ins are nobody's to read through a customer's eyes: only Access itself looks here.
do $$
declare name text;
begin
  foreach name in array array['users', 'sessions', 'sign_in_failures', 'setup_links', 'recovery_codes', 'passkeys', 'pending_steps',
    'mailed_links', 'identities'] loop
    execute format('alter table access.%I enable row level security', name);
    execute format('create policy access on access.%I to hoistway_app using ((select current_setting(''app.reach'', true)) = ''all'')', name);
  end loop;
end $$;

-- Gateways' tokens become tokens like the others.
alter table equipment.gateways add token_id int;
insert into access.api_tokens (account_id, name, scopes, token_hash, created_by, created_at)
  select account_id, name, '{telemetry}', token_hash, '', created_at from equipment.gateways;
update equipment.gateways g set token_id = t.id from access.api_tokens t where t.token_hash = g.token_hash;
alter table equipment.gateways drop column token_hash, alter column token_id set not null;
alter table equipment.gateways add constraint gateways_token_unique unique (token_id);

drop function access.person_of_session;
-- A page asks this once a request, before it knows whose eyes to look through: one statement, without a transaction.
create function access.person_of_session(hash bytea, present timestamptz)
returns table (
  session_id int, user_id int, name text, email text, locale text, time_zone text, staff_role text, last_seen_at timestamptz,
  account_id int, account_name text, membership_id int, role text, whole_account boolean, accounts jsonb,
  viewed_by_id int, viewed_by_name text
)
language sql stable security definer set search_path = '' as $$
  select s.id, u.id, u.name, u.email, u.locale, u.time_zone, case when v.id is null then u.staff_role end, s.last_seen_at,
    a.id, a.name, m.id, m.role, m.whole_account,
    case
      when v.id is not null then jsonb_build_array(jsonb_build_object('id', a.id, 'name', a.name))
      when u.staff_role is not null
        then (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name)), '[]')
              from (select o.id, o.name from access.accounts o order by o.name limit 50) x)
      else (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name)), '[]')
            from (select o.id, o.name from access.memberships n join access.accounts o on o.id = n.account_id
              where n.user_id = u.id and (n.expires_at is null or n.expires_at > present) order by o.name limit 50) x)
    end,
    case when v.id is not null then w.id end, case when v.id is not null then w.name end
  from access.sessions s
  join access.users w on w.id = s.user_id
  left join access.memberships v on v.id = s.viewed_membership_id and w.staff_role = 'administrator'
    and (v.expires_at is null or v.expires_at > present)
  join access.users u on u.id = coalesce(v.user_id, w.id)
  left join access.memberships m on m.user_id = u.id and m.account_id = coalesce(v.account_id, s.account_id)
    and (m.expires_at is null or m.expires_at > present)
  left join access.accounts a on a.id = coalesce(v.account_id, s.account_id)
    and ((u.staff_role is not null and v.id is null) or m.id is not null)
  where s.token_hash = hash and s.expires_at > present
$$;
revoke execute on function access.person_of_session from public;
grant execute on function access.person_of_session to hoistway_app;

-- The same for a token: whose it is, what it may do, and through whose eyes it looks.
create function access.holder_of_token(hash bytea, present timestamptz)
returns table (
  token_id int, name text, scopes text[], last_used_at timestamptz, account_id int, membership_id int, role text,
  whole_account boolean, user_id int, time_zone text
)
language sql stable security definer set search_path = '' as $$
  select t.id, t.name, t.scopes, t.last_used_at, t.account_id, m.id, m.role, m.whole_account, u.id, coalesce(u.time_zone, a.time_zone, 'UTC')
  from access.api_tokens t
  left join access.memberships m on m.id = t.membership_id
  left join access.users u on u.id = m.user_id
  left join access.accounts a on a.id = t.account_id
  where t.token_hash = hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > present)
    and (t.membership_id is null or m.expires_at is null or m.expires_at > present)
$$;
revoke execute on function access.holder_of_token from public;
grant execute on function access.holder_of_token to hoistway_app;

-- A portfolio's name is there once in an account, whatever its capitals. Those that differed by them alone are told apart.
alter table access.portfolios drop constraint portfolios_name_unique;
update access.portfolios p set name = p.name || ' (' || p.id || ')'
where exists (select from access.portfolios o where o.account_id = p.account_id and lower(o.name) = lower(p.name) and o.id < p.id);
create unique index portfolios_name_unique on access.portfolios (account_id, lower(name));
create index portfolio_items_of_unit on access.portfolio_items (unit_id, portfolio_id) where unit_id is not null;
create index membership_portfolios_of_portfolio on access.membership_portfolios (portfolio_id);
create index invitation_portfolios_of_portfolio on access.invitation_portfolios (portfolio_id);

-- Published like visible_units: what each portfolio holds. A row without a unit means the whole building.
create view access.portfolio_contents with (security_invoker = true) as
  select portfolio_id, building_id, unit_id from access.portfolio_items;
grant select on access.portfolio_contents to hoistway_app;

-- What the present membership may see, looked up with the owner's eyes: it shows the rows of that membership in that account and
-- no others, and every policy asks it. With the policies of its tables unfolded in each of them, a page of one unit took longer
-- to plan than to answer.
create or replace view access.visible_units with (security_invoker = false) as
  select i.building_id, i.unit_id, mp.account_id
  from access.membership_portfolios mp
  join access.portfolio_items i using (portfolio_id)
  where mp.membership_id = (select nullif(current_setting('app.membership_id', true), '')::int);

-- What a member of some portfolios asks on every page, found out from those portfolios: beneath row security alone every row
-- of the account would be looked at. They answer for the present membership and its account; what pages show of the units and
-- buildings named here they read beneath row security, as always. "offset 0" and "+ 0" have each unit looked up by its id: of a
-- portfolio that it does not know the planner expects so much that it would read the whole account.
create function equipment.seen_units() returns setof int
language sql stable security definer rows 1000 set search_path = '' as $$
  select u.id from (
    select v.account_id, v.unit_id from access.visible_units v
    where v.unit_id is not null and v.account_id = (select nullif(current_setting('app.account_id', true), '')::int) offset 0) v
  cross join lateral (select u.id from equipment.units u where u.id = v.unit_id and u.account_id + 0 = v.account_id offset 0) u
  union
  select u.id from (
    select v.account_id, v.building_id from access.visible_units v
    where v.unit_id is null and v.account_id = (select nullif(current_setting('app.account_id', true), '')::int) offset 0) v
  cross join lateral (
    select u.id from equipment.units u where u.building_id = v.building_id and u.account_id + 0 = v.account_id offset 0) u
$$;
create function equipment.seen_buildings() returns setof int
language sql stable security definer rows 1000 set search_path = '' as $$
  select b.id from (
    select distinct v.account_id, v.building_id from access.visible_units v
    where v.account_id = (select nullif(current_setting('app.account_id', true), '')::int) offset 0) v
  cross join lateral (select b.id from equipment.buildings b where b.id = v.building_id and b.account_id + 0 = v.account_id offset 0) b
$$;
create function equipment.seen_size() returns table (units int, buildings int)
language sql stable security definer set search_path = '' as $$
  select (select count(*) from equipment.seen_units())::int, (select count(*) from equipment.seen_buildings())::int
$$;
-- In the orders of the list of all units, and in that of the choice of buildings.
create function equipment.seen_units_by_building(most int, passed int) returns setof int
language sql stable security definer rows 50 set search_path = '' as $$
  select u.id from equipment.seen_units() s
  cross join lateral (select u.id, u.name, u.building_id from equipment.units u where u.id = s offset 0) u
  cross join lateral (select b.id, b.name from equipment.buildings b where b.id = u.building_id offset 0) b
  order by b.name collate kernel.natural, b.id, u.name collate kernel.natural, u.id limit most offset passed
$$;
create function equipment.seen_units_by_number(most int, passed int) returns setof int
language sql stable security definer rows 50 set search_path = '' as $$
  select u.id from equipment.seen_units() s
  cross join lateral (select u.id, u.equipment_number from equipment.units u where u.id = s offset 0) u
  order by u.equipment_number collate kernel.natural, u.id limit most offset passed
$$;
create function equipment.seen_units_by_name(most int, passed int) returns setof int
language sql stable security definer rows 50 set search_path = '' as $$
  select u.id from equipment.seen_units() s
  cross join lateral (select u.id, u.name from equipment.units u where u.id = s offset 0) u
  order by u.name collate kernel.natural, u.id limit most offset passed
$$;
create function equipment.seen_buildings_by_name(most int) returns setof int
language sql stable security definer rows 100 set search_path = '' as $$
  select b.id from equipment.seen_buildings() s
  cross join lateral (select b.id, b.name from equipment.buildings b where b.id = s offset 0) b
  order by b.name collate kernel.natural, b.id limit most
$$;
create function equipment.seen_contracts(most int) returns setof text
language sql stable security definer rows 100 set search_path = '' as $$
  select distinct u.contract_number from equipment.seen_units() s
  cross join lateral (select u.contract_number from equipment.units u where u.id = s offset 0) u
  where u.contract_number is not null order by 1 limit most
$$;
-- Whether the present membership sees an address, or a building or contract for which hours are agreed.
create function equipment.sees_address(account int, address int) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (select from equipment.units u
      join access.visible_units v on v.building_id = u.building_id and (v.unit_id is null or v.unit_id = u.id)
      where u.address_id = address and v.account_id = account)
    or exists (select from equipment.buildings b join access.visible_units v on v.building_id = b.id
      where b.address_id = address and v.account_id = account);
end $$;
create function equipment.sees_hours(account int, building int, contract text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  if building is not null then
    return exists (select from access.visible_units v where v.account_id = account and v.building_id = building);
  end if;
  return exists (select from access.visible_units v
    join equipment.units u on u.building_id = v.building_id and (v.unit_id is null or v.unit_id = u.id)
    where v.account_id = account and u.account_id = account and u.contract_number = contract);
end $$;
revoke execute on function equipment.seen_units, equipment.seen_buildings, equipment.seen_size, equipment.seen_units_by_building,
  equipment.seen_units_by_number, equipment.seen_units_by_name, equipment.seen_buildings_by_name, equipment.seen_contracts, equipment.sees_address, equipment.sees_hours from public;
grant execute on function equipment.seen_units, equipment.seen_buildings, equipment.seen_size, equipment.seen_units_by_building,
  equipment.seen_units_by_number, equipment.seen_units_by_name, equipment.seen_buildings_by_name, equipment.seen_contracts, equipment.sees_address, equipment.sees_hours to hoistway_app;

-- "exists" in place of "in", and one for both: each row is looked up in an index, and of the questions that are not asked of a
-- member of the whole account there is little to be made ready. Queries that go through many rows begin with seen_units.
do $$
declare name text;
begin
  foreach name in array array['units', 'unit_states', 'state_intervals', 'unit_months', 'unit_days', 'unit_hours', 'class_decisions'] loop
    execute format('drop policy viewer on equipment.%I', name);
    execute format($policy$
      create policy viewer on equipment.%1$I to hoistway_app using (
        (select current_setting('app.reach', true)) = 'all'
        or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
           and ((select current_setting('app.reach', true)) = 'account'
             or exists (select from access.visible_units v where v.account_id = %1$I.account_id
               and v.building_id = %1$I.building_id and (v.unit_id is null or v.unit_id = %1$I.%2$I))))$policy$,
      name, case name when 'units' then 'id' else 'unit_id' end);
  end loop;
end $$;

drop policy viewer on equipment.gateway_units;
create policy viewer on equipment.gateway_units to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and ((select current_setting('app.reach', true)) = 'account'
       or exists (select from access.visible_units v where v.account_id = gateway_units.account_id and v.unit_id = gateway_units.unit_id)));

drop policy viewer on equipment.buildings;
create policy viewer on equipment.buildings to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and ((select current_setting('app.reach', true)) = 'account'
       or exists (select from access.visible_units v where v.account_id = buildings.account_id and v.building_id = buildings.id)));

drop policy viewer on equipment.addresses;
create policy viewer on equipment.addresses to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and ((select current_setting('app.reach', true)) = 'account' or equipment.sees_address(account_id, id)));

drop policy viewer on equipment.agreed_hours;
create policy viewer on equipment.agreed_hours to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int)
     and ((select current_setting('app.reach', true)) = 'account' or equipment.sees_hours(account_id, building_id, contract_number)));
