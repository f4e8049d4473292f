-- Who may come in, and what each may see.
create schema access;

-- The maintenance company that runs this portal: one row.
create table access.company (
  singleton boolean primary key default true,
  name text not null,
  address text not null,
  emergency_phone text not null,
  demo boolean not null default false,
  constraint company_one_row check (singleton)
);

create table access.accounts (
  id int generated always as identity primary key,
  name text not null,
  country text not null,
  time_zone text not null,
  created_at timestamptz not null default now(),
  constraint accounts_name_unique unique (name)
);

create table access.users (
  id int generated always as identity primary key,
  email text not null,
  name text not null,
  password_hash text not null,
  locale text not null default 'en-GB',
  time_zone text not null default 'UTC',
  staff_role text,
  last_account_id int references access.accounts (id),
  created_at timestamptz not null default now(),
  constraint users_email_unique unique (email),
  constraint users_email_lower check (email = lower(email)),
  constraint users_staff_role_known check (staff_role in ('administrator', 'dispatcher', 'technician', 'billing-clerk'))
);

create table access.memberships (
  id int generated always as identity primary key,
  account_id int not null references access.accounts (id),
  user_id int not null references access.users (id),
  role text not null,
  whole_account boolean not null,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  constraint memberships_one_per_person unique (account_id, user_id),
  constraint memberships_role_known check (role in ('owner', 'manager', 'viewer')),
  constraint memberships_owner_sees_all check (role <> 'owner' or whole_account)
);
create index memberships_of_user on access.memberships (user_id);

create table access.portfolios (
  id int generated always as identity primary key,
  account_id int not null references access.accounts (id),
  name text not null,
  created_at timestamptz not null default now(),
  constraint portfolios_name_unique unique (account_id, name)
);

-- A portfolio holds whole buildings (unit_id null: units added to them later are included) and single units.
create table access.portfolio_items (
  portfolio_id int not null references access.portfolios (id) on delete cascade,
  account_id int not null references access.accounts (id),
  building_id int not null,
  unit_id int,
  constraint portfolio_items_unique unique nulls not distinct (portfolio_id, building_id, unit_id)
);

create table access.membership_portfolios (
  membership_id int not null references access.memberships (id) on delete cascade,
  portfolio_id int not null references access.portfolios (id) on delete cascade,
  account_id int not null references access.accounts (id),
  primary key (membership_id, portfolio_id)
);

-- Only a hash of the token is kept: who reads this table cannot sign in with it.
create table access.sessions (
  token_hash bytea primary key,
  user_id int not null references access.users (id) on delete cascade,
  account_id int references access.accounts (id),
  user_agent text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_of_user on access.sessions (user_id);
create index sessions_by_expiry on access.sessions (expires_at);

create table access.sign_in_failures (
  subject text not null,
  failed_at timestamptz not null
);
create index sign_in_failures_recent on access.sign_in_failures (subject, failed_at);

create table access.setup_links (
  token_hash bytea primary key,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- The published view: what the present membership may see when it does not see the whole account.
-- A row without a unit means the whole building.
create view access.visible_units with (security_invoker = true) as
  select i.building_id, i.unit_id
  from access.membership_portfolios mp
  join access.portfolio_items i using (portfolio_id)
  where mp.membership_id = (select nullif(current_setting('app.membership_id', true), '')::int);

grant usage on schema access to hoistway_app;
grant select, insert, update, delete on all tables in schema access to hoistway_app;

-- Row security. app.reach is 'all' (the service company and its jobs), 'account', or 'portfolios'; nothing set means nothing seen.
alter table access.accounts enable row level security;
create policy viewer on access.accounts to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or id = (select nullif(current_setting('app.account_id', true), '')::int));

alter table access.memberships enable row level security;
create policy viewer on access.memberships to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int));

alter table access.portfolios enable row level security;
create policy viewer on access.portfolios to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int));

alter table access.portfolio_items enable row level security;
create policy viewer on access.portfolio_items to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int));

alter table access.membership_portfolios enable row level security;
create policy viewer on access.membership_portfolios to hoistway_app using (
  (select current_setting('app.reach', true)) = 'all'
  or account_id = (select nullif(current_setting('app.account_id', true), '')::int));

-- A page asks this once a request, before it knows whose eyes to look through: one statement, without a transaction.
create function access.person_of_session(hash bytea, present timestamptz)
returns table (
  user_id int, name text, email text, locale text, time_zone text, staff_role text, last_seen_at timestamptz,
  account_id int, account_name text, membership_id int, role text, whole_account boolean, accounts jsonb
)
language sql stable security definer set search_path = '' as $$
  select u.id, u.name, u.email, u.locale, u.time_zone, u.staff_role, s.last_seen_at,
    a.id, a.name, m.id, m.role, m.whole_account,
    case when u.staff_role is not null
      then (select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name)), '[]')
            from (select o.id, o.name from access.accounts o order by o.name limit 50) x)
      else (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name) order by o.name), '[]')
            from access.memberships n join access.accounts o on o.id = n.account_id
            where n.user_id = u.id and (n.expires_at is null or n.expires_at > present))
    end
  from access.sessions s
  join access.users u on u.id = s.user_id
  left join access.memberships m on m.user_id = u.id and m.account_id = s.account_id
    and (m.expires_at is null or m.expires_at > present)
  left join access.accounts a on a.id = s.account_id and (u.staff_role is not null or m.id is not null)
  where s.token_hash = hash and s.expires_at > present
$$;
revoke execute on function access.person_of_session from public;
grant execute on function access.person_of_session to hoistway_app;
