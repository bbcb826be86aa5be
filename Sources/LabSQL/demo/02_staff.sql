-- The lab's people, in each role. Collectors work in one part of the city (see 20_areas.sql).
-- Telephone numbers in this folder start with +91 5: no subscriber in India has such a number.

insert into staff
  (id, name, phone, email, hashed_password, role, is_active, assigned_area, created_at, updated_at)
select
  id, name, '+9152000' || lpad((10000 + id * 137)::text, 5, '0'),
  lower(split_part(name, ' ', 1)) || '.' || lower(split_part(name, ' ', -1)) || '@nammapet.example',
  demo_password('staff', id), role, is_active, assigned_area,
  demo_instant(joined, '10:00'), demo_instant(joined, '10:00')
from (
  values
    (1, 'Dr. Meenakshi Rao', 'admin', true, null, date '2022-06-01'),
    (2, 'Anand Kulkarni', 'admin', true, null, '2022-06-01'),
    (3, 'Farida Shaikh', 'admin', true, null, '2023-09-11'),
    (4, 'Manjunath Gowda', 'collector', true, 'East', '2022-06-15'),
    (5, 'Suresh Babu', 'collector', true, 'East', '2023-02-01'),
    (6, 'Kavya Shetty', 'collector', true, 'East', '2024-07-08'),
    (7, 'Nagaraj Hegde', 'collector', true, 'South', '2022-08-01'),
    (8, 'Imran Pasha', 'collector', true, 'South', '2023-05-15'),
    (9, 'Roopa Naik', 'collector', true, 'South', '2024-11-04'),
    (10, 'Prakash Murthy', 'collector', true, 'North', '2022-09-12'),
    (11, 'Stephen D''Souza', 'collector', true, 'North', '2024-01-08'),
    (12, 'Lokesh Reddy', 'collector', true, 'Central', '2023-03-20'),
    (13, 'Bhavana Iyer', 'collector', true, 'Central', '2024-08-19'),
    (14, 'Ravi Poojary', 'collector', false, 'Central', '2022-06-15'),
    (15, 'Divya Nair', 'lab_tech', true, null, '2022-07-01'),
    (16, 'Santosh Patil', 'lab_tech', true, null, '2022-07-01'),
    (17, 'Asha Kamath', 'lab_tech', true, null, '2023-06-05'),
    (18, 'Naveen Bhat', 'lab_tech', true, null, '2024-02-12'),
    (19, 'Pooja Hiremath', 'lab_tech', true, null, '2024-09-02'),
    (20, 'Dr. Vikram Joshi', 'analyst', true, null, '2022-06-01'),
    (21, 'Dr. Shalini Menon', 'analyst', true, null, '2023-01-16'),
    (22, 'Dr. Arjun Venkatesh', 'analyst', true, null, '2024-04-01')
) as people (id, name, role, is_active, assigned_area, joined)
order by id;
