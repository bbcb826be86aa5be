-- From here on a booking names its pet: what the app wrote until the pets came breaks. It is refused
-- while a booking has none: in the moment nobody can write one, and by the index alone, since whoever
-- wants to read bookings waits for this.

alter table bookings
  add constraint bookings_pet_id_present check (pet_id is not null) not valid;

do $$
declare
  without_pet integer[];
begin
  -- By old statistics nearly every booking has none, and reading the table would look cheaper.
  perform set_config('enable_seqscan', 'off', true);
  if exists (select from bookings where pet_id is null) then
    without_pet := array(select id from bookings where pet_id is null limit 10);
    raise exception 'bookings without a pet: %', array_to_string(without_pet, ', ')
      using errcode = 'check_violation', table = 'bookings', column = 'pet_id';
  end if;
end
$$;
