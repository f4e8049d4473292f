-- What leaves the portal, by mail or text message: a row is written with what it tells of, and sent afterwards.
create table kernel.messages (
  id bigint generated always as identity primary key,
  kind text not null,
  recipient text not null,
  subject text not null,
  -- Bodies hold secrets (links that let somebody in), so they go once the message has left.
  text_body text,
  html_body text,
  status text not null default 'waiting',
  tries int not null default 0,
  next_try_at timestamptz not null,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz,
  constraint messages_kind_known check (kind in ('mail', 'text')),
  -- kept: there is no server to send it by, so it lies here to be read.
  constraint messages_status_known check (status in ('waiting', 'sent', 'kept', 'failed')),
  constraint messages_body_until_sent check ((status = 'sent') = (text_body is null))
);
create index messages_waiting on kernel.messages (next_try_at) where status = 'waiting';
create index messages_latest on kernel.messages (id desc) where status <> 'sent';

grant select, insert, update, delete on kernel.messages to hoistway_app;
alter table kernel.messages enable row level security;
create policy staff on kernel.messages to hoistway_app using ((select current_setting('app.reach', true)) = 'all');
