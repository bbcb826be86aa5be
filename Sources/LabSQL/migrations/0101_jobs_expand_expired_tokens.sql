-- A refused token is of no use once it has expired, and nobody takes these rows away. Who bills may remove
-- them, and no others: the function is the owner's, and looks itself which have expired.
--
-- A day more than the server's clock says: so no token that is still valid is meant, whatever zone an app
-- writes its timestamps in.

create function billing_remove_expired_tokens(most integer)
returns integer
language sql
volatile
security definer
set search_path from current
as $$
  with expired as (
    select t.id
    from token_blacklist t
    where t.expires_at < current_timestamp - interval '1 day'
    order by t.expires_at
    limit most
    for update skip locked
  ),
  removed as (
    delete from token_blacklist t
    using expired
    where t.id = expired.id
    returning t.id
  )
  select count(*)::integer from removed
$$;

revoke all on function billing_remove_expired_tokens(integer) from public;

comment on function billing_remove_expired_tokens(integer) is
  'Removes so many refused tokens at most that expired more than a day ago; says how many it did.';
