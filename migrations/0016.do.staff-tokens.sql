-- A program may act for somebody of the service company, as far as that person may.
alter table access.api_tokens
  add column staff_id int references access.users (id) on delete cascade,
  add constraint api_tokens_of_staff_alone check (staff_id is null or (account_id is null and membership_id is null));
create unique index api_tokens_of_staff on access.api_tokens (staff_id, name) where revoked_at is null and staff_id is not null;

-- Who holds a token of the service company: asked before it is known whose eyes to look through.
create function access.staff_of_token(hash bytea, present timestamptz)
returns table (token_id int, scopes text[], last_used_at timestamptz, user_id int, name text, staff_role text)
language sql stable security definer set search_path = '' as $$
  select t.id, t.scopes, t.last_used_at, u.id, u.name, u.staff_role
  from access.api_tokens t join access.users u on u.id = t.staff_id
  where t.token_hash = hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > present)
    and u.staff_role is not null
$$;
revoke execute on function access.staff_of_token from public;
grant execute on function access.staff_of_token to hoistway_app;
