-- The customers: 1,400, most of them from the two years before, 270 who joined in the seven weeks
-- of bookings. Ids follow the order in which they joined.

-- Given names and surnames that go together.
create table demo_names (
  place integer primary key,
  given text[] not null,
  surnames text[] not null
);

insert into demo_names (place, given, surnames)
values
  (0,
    '{Lakshmi,Savitha,Ramya,Shruthi,Vidya,Chaitra,Sowmya,Rashmi,Deepa,Usha,Nandini,Pallavi,
      Manjula,Sahana,Ananya,Ganesh,Raghavendra,Srinivas,Mahesh,Girish,Kiran,Vinay,Harish,Praveen,
      Chetan,Sudarshan,Madhav,Shashank,Darshan,Puneeth}',
    '{Rao,Gowda,Shetty,Hegde,Bhat,Kulkarni,Murthy,Kamath,Naik,Patil,Acharya,Shenoy,Pai,Urs,
      Hiremath,Prasad}'),
  (1,
    '{Meera,Kavitha,Revathi,Priya,Divya,Janani,Nithya,Anitha,Sandhya,Gayathri,Karthik,Arvind,
      Balaji,Senthil,Vignesh,Prakash,Ashwin,Sundar,Rajesh,Hari}',
    '{Iyer,Iyengar,Subramanian,Krishnan,Raman,Natarajan,Sundaram,Venkatesan,Reddy,Naidu,Chowdary,
      Varma,Nair,Menon,Pillai,Nambiar}'),
  (2,
    '{Neha,Pooja,Ritu,Anjali,Swati,Shikha,Kritika,Sakshi,Aditi,Isha,Amit,Rohit,Vikas,Sandeep,
      Manish,Nikhil,Gaurav,Abhishek,Varun,Siddharth,Rahul,Tarun}',
    '{Sharma,Verma,Gupta,Agarwal,Jain,Mehta,Shah,Desai,Malhotra,Kapoor,Singh,Chauhan,Mishra,
      Tiwari,Saxena,Bansal}'),
  (3,
    '{Ayesha,Fatima,Sana,Zara,Nazia,Rubina,Imran,Farhan,Aslam,Salman,Irfan,Wasim,Zubair,Nadeem}',
    '{Khan,Pasha,Shaikh,Ahmed,Syed,Hussain,Ansari,Qureshi}'),
  (4,
    '{Maria,Anita,Sheela,Rachel,Joan,Thomas,George,Joseph,Kevin,Rohan,Melvin,Sharon}',
    '{Fernandes,D''Souza,Pinto,Lobo,Mathew,Thomas,Jacob,Rodrigues}'),
  (5,
    '{Sreya,Moumita,Debjani,Ritika,Paromita,Arnab,Sourav,Anirban,Subhash,Joydeep}',
    '{Banerjee,Mukherjee,Chatterjee,Ghosh,Das,Sen,Bose,Dutta}');

create table demo_joining as
select
  i,
  case
    when i <= 1130 then
      -- From April 2023 to 27 February 2025, at the end three times as many a week.
      demo_instant('2023-04-01', '06:00')
        + make_interval(mins => (698::bigint * 1440 * i * (3390 - i) / 2553800)::integer)
    else
      demo_instant(
        date '2025-02-28' + (i - 1131) * 51 / 270,
        make_interval(mins => 420 + demo_dice('joined', i, 900)))
  end as joined_at,
  -- Who lives in Bengaluru: two in five have names of Karnataka, and so on.
  (array[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5])
    [1 + demo_dice('names', i, 20)] as names
from generate_series(1, 1400) as i;

insert into users
  (id, phone, email, hashed_password, full_name, is_active, is_superuser, is_verified, role,
   created_at, last_login, login_attempts, is_locked)
select
  id,
  '+915' || lpad((100000000 + id * 611953::bigint % 900000000)::text, 9, '0'),
  lower(replace(given, '''', '')) || '.' || lower(replace(surname, '''', '')) || id
    || '@example.' || (array['com', 'net', 'org'])[1 + id % 3],
  demo_password('user', id),
  given || ' ' || surname,
  demo_dice('left', id, 60) > 0,
  false,
  demo_dice('verified', id, 12) > 0,
  'USER',
  joined_at,
  case
    when demo_dice('logged in', id, 15) > 0 then
      greatest(
        joined_at + interval '3 minutes',
        demo_instant('2025-01-15', '08:00')
          + make_interval(mins => demo_dice('last login', id, 95 * 1440)))
  end,
  case when demo_dice('mistyped', id, 25) = 0 then 1 + demo_dice('how often', id, 3) else 0 end,
  false
from (
  select
    row_number() over (order by joined_at, i)::integer as id,
    joined_at,
    demo_choice('given name', i, given) as given,
    demo_choice('surname', i, surnames) as surname
  from demo_joining
  join demo_names on demo_names.place = demo_joining.names
) as people
order by id;

-- The owner and the office of the lab book too, for strays.
update users set role = 'ADMIN', is_superuser = id = 1, is_active = true where id in (1, 2);

-- Five failed logins lock an account.
update users set login_attempts = 5, is_locked = true where id in (77, 402, 691, 958, 1203);

-- People leave the name empty, write it in their own script, or put something else there. A
-- spreadsheet must survive each: commas, quotes, and what it would take for a formula.
update users set full_name = null where demo_dice('no name', id, 50) = 0;

update users
set full_name = written.full_name
from (
  values
    (114, 'ಲಕ್ಷ್ಮಿ ರಾವ್'), (236, 'सुनीता शर्मा'), (351, 'கார்த்திக் சுந்தரம்'),
    (463, '@paws_of_blr'), (577, '+91 52345 67890'), (689, '=Dog Mom='), (790, '-'),
    (872, 'Rao, Lakshmi "Lucky"'), (941, '  Kiran   Bhat '),
    (1088, 'Indie Rescue Trust (c/o Usha Pai)'), (1177, 'José D’Cruz')
) as written (id, full_name)
where users.id = written.id;

drop table demo_joining;
drop table demo_names;
