-- From here on a booking names its pet: what the app wrote until the pets came breaks. It is refused
-- while a booking has none, looked up by its index in the moment nobody can write one.

alter table bookings
  add constraint bookings_pet_id_present check (pet_id is not null) not valid;

do $$
declare
  without_pet integer[] := array(
    select id from bookings where pet_id is null order by id limit 10
  );
begin
  if cardinality(without_pet) > 0 then
    raise exception 'bookings without a pet: %', array_to_string(without_pet, ', ')
      using errcode = 'check_violation', table = 'bookings', column = 'pet_id';
  end if;
end
$$;
