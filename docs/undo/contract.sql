-- Undoes the contract, begun or finished: the app may book without a pet again. Nothing is lost.

alter table bookings alter column pet_id drop not null;
alter table bookings drop constraint if exists bookings_pet_id_present;
delete from schema_migrations where phase = 'contract';
