-- A gateway's reference counts once, however its letters are spelt: it is kept in Unicode's form NFC,
-- as the import reads it. Payments that were stored in another form get it here.
--
-- A payment cannot be changed, and nobody else changes one meanwhile: what protects the table is put
-- aside and back within this transaction, which holds the table's lock, and only where there is such
-- a payment. Where two payments become the same, the first keeps the reference (or gets it) and the
-- others stay as they were stored: neither is lost, and jobrunner doctor names them.

do $$
declare
  guards text[];
  guard text;
begin
  if not exists (select from billing_payments where gateway_reference is not nfc normalized) then
    return;
  end if;
  select array_agg(
    format(
      '%s trigger %I',
      case t.tgenabled when 'A' then 'enable always' when 'R' then 'enable replica' else 'enable' end,
      t.tgname
    )
  )
  into guards
  from pg_trigger t
  where t.tgrelid = 'billing_payments'::regclass and not t.tgisinternal and t.tgenabled <> 'D';
  alter table billing_payments disable trigger user;
  update billing_payments p
  set gateway_reference = normalize(p.gateway_reference, nfc)
  where p.gateway_reference is not nfc normalized
    and not exists (
      select
      from billing_payments other
      where normalize(other.gateway_reference, nfc) = normalize(p.gateway_reference, nfc)
        and (other.payment_id < p.payment_id or other.gateway_reference is nfc normalized)
        and other.payment_id <> p.payment_id
    );
  foreach guard in array coalesce(guards, '{}') loop
    execute 'alter table billing_payments ' || guard;
  end loop;
end
$$;

-- Not to be validated: of two that became the same, one stays as it was stored.
alter table billing_payments
  add constraint billing_payments_gateway_reference_check
    check (
      char_length(gateway_reference) between 1 and 255 and gateway_reference is nfc normalized
    ) not valid;
