-- Who is at work somewhere, among a million visits of plans: somebody may have forgotten to say that they are done.
create index service_orders_on_site on maintenance.service_orders (arrived_at) where state = 'on-site';
