-- Some 1,900 pets: mostly dogs, a third cats, a few birds and rabbits. The Indie (Indian Pariah)
-- is the commonest dog, the Domestic Shorthair the commonest cat.

create table demo_breed as
select
  row_number() over (order by nth, copy) - 1 as place, species, breed, light, heavy, names
from (
  values
    -- species, breed, grams of a light and of a heavy one, how common, which names
    (1, 'Dog', 'Indian Pariah (Indie)', 12000, 24000, 34, 0),
    (2, 'Dog', 'Labrador Retriever', 22000, 38000, 20, 0),
    (3, 'Dog', 'Golden Retriever', 22000, 36000, 13, 0),
    (4, 'Dog', 'Shih Tzu', 4500, 8500, 12, 0),
    (5, 'Dog', 'Beagle', 8000, 14500, 9, 0),
    (6, 'Dog', 'German Shepherd', 22000, 40000, 8, 0),
    (7, 'Dog', 'Pug', 6000, 11000, 7, 0),
    (8, 'Dog', 'Indian Spitz', 5000, 9500, 6, 0),
    (9, 'Dog', 'Rottweiler', 30000, 52000, 4, 0),
    (10, 'Dog', 'Siberian Husky', 16000, 28000, 4, 0),
    (11, 'Dog', 'Cocker Spaniel', 10000, 16000, 4, 0),
    (12, 'Dog', 'Dachshund', 6000, 11000, 3, 0),
    (13, 'Dog', 'Dobermann', 26000, 40000, 3, 0),
    (14, 'Dog', 'Mudhol Hound', 20000, 28000, 2, 0),
    (15, 'Dog', 'Rajapalayam', 22000, 32000, 1, 0),
    (16, 'Dog', 'Great Dane', 45000, 68000, 1, 0),
    (17, 'Dog', null, 9000, 25000, 4, 0),
    (18, 'Cat', 'Domestic Shorthair', 2600, 5500, 30, 1),
    (19, 'Cat', 'Persian', 2800, 5800, 15, 1),
    (20, 'Cat', 'Siamese', 2600, 5000, 3, 1),
    (21, 'Cat', 'Bengal', 3200, 6200, 2, 1),
    (22, 'Cat', 'Maine Coon', 4500, 8500, 2, 1),
    (23, 'Cat', null, 2500, 5000, 4, 1),
    (24, 'Bird', 'African Grey Parrot', 380, 520, 2, 2),
    (25, 'Bird', 'Cockatiel', 80, 110, 2, 2),
    (26, 'Bird', 'Budgerigar', 30, 45, 1, 2),
    (27, 'Rabbit', 'New Zealand White', 2500, 4800, 2, 2),
    (28, 'Rabbit', 'Dwarf', 900, 1600, 2, 2),
    (29, 'Guinea pig', null, 700, 1100, 1, 2)
) as breeds (nth, species, breed, light, heavy, common, names)
cross join lateral generate_series(1, common) as copies (copy);

insert into pets
  (id, user_id, name, species, breed, age_years, weight_kg, medical_history, is_active, created_at,
   updated_at)
select
  pet, user_id,
  case names
    when 0 then demo_choice('dog', pet, array[
      'Bruno', 'Simba', 'Rocky', 'Coco', 'Leo', 'Max', 'Tiger', 'Kaalu', 'Chintu', 'Laddu',
      'Jalebi', 'Sheru', 'Bhairava', 'Charlie', 'Oreo', 'Buddy', 'Rani', 'Lucky', 'Zoey',
      'Maya', 'Pepper', 'Scooby', 'Chikki', 'Raja', 'Momo', 'Dosa', 'Ginger', 'Bella', 'Ruby',
      'Kuttan', 'Browny'])
    when 1 then demo_choice('cat', pet, array[
      'Mishti', 'Billu', 'Snowy', 'Kitty', 'Chikoo', 'Luna', 'Mau', 'Whiskey', 'Puchki', 'Minnu',
      'Oscar', 'Simran', 'Nala', 'Kulfi', 'Malai', 'Tofu', 'Appu', 'Shadow', 'Cleo', 'Jhumka'])
    else demo_choice('other', pet, array[
      'Mithu', 'Gini', 'Rio', 'Bunny', 'Sky', 'Kiwi', 'Popcorn'])
  end,
  species, breed,
  -- The young ones in months.
  case when demo_dice('age known', pet, 20) > 0 then
    least(demo_dice('age', pet, 16), demo_dice('age again', pet, 20))
      + case when least(demo_dice('age', pet, 16), demo_dice('age again', pet, 20)) < 2 then
        round(demo_dice('months', pet, 12) / 12.0, 2)
      else 0 end
  end,
  case when demo_dice('weight known', pet, 12) > 0 then
    greatest(0.03, round((light + demo_dice('weight', pet, heavy - light)) / 1000.0, 2))
  end,
  case demo_dice('history', pet, 12)
    when 0 then 'Tick fever in 2024, recovered.'
    when 1 then 'Chronic kidney disease, stage 2.'
    when 2 then 'Allergic to penicillin.'
  end,
  demo_dice('died', pet, 90) > 0,
  joined_at, joined_at
from (
  select
    row_number() over (order by users.id, nth)::integer as pet, users.id as user_id,
    created_at + make_interval(mins => 2 * nth) as joined_at
  from users
  cross join lateral generate_series(
    1, (array[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3])
      [1 + demo_dice('pets', users.id, 20)]) as nths (nth)
) as animals
join demo_breed
  on demo_breed.place = demo_dice('breed', pet, (select count(*)::integer from demo_breed))
order by pet;

-- What the backfill made for owners whose pet was never named.
update pets
set name = 'Pet_' || user_id, species = 'Unknown', breed = null, age_years = null, weight_kg = null
where demo_dice('never named', id, 80) = 0;

-- A shelter and a breeder have many animals: their bookings come with large quantities.
update pets
set name = 'Kennel ' || id, medical_history = 'Litter of five.'
where user_id = 1088;

drop table demo_breed;
