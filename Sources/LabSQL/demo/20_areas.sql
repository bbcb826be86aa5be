-- Where customers live: real parts of Bengaluru with their road distance from the lab, nearest
-- first, because the nearer ones have more of its customers.

create table demo_area (
  place integer primary key,
  name text not null,
  postal_code text not null,
  metres integer not null,
  zone text not null
);

insert into demo_area (place, name, postal_code, metres, zone)
values
  (0, 'Indiranagar', '560038', 900, 'East'),
  (1, 'Domlur', '560071', 2100, 'East'),
  (2, 'Ulsoor', '560008', 2900, 'Central'),
  (3, 'C V Raman Nagar', '560093', 3800, 'East'),
  (4, 'Koramangala', '560034', 4700, 'South'),
  (5, 'Frazer Town', '560005', 4900, 'Central'),
  (6, 'Richmond Town', '560025', 5200, 'Central'),
  (7, 'Shanthinagar', '560027', 5900, 'Central'),
  (8, 'Kalyan Nagar', '560043', 6600, 'North'),
  (9, 'Marathahalli', '560037', 7200, 'East'),
  (10, 'HSR Layout', '560102', 7400, 'South'),
  (11, 'BTM Layout', '560076', 7900, 'South'),
  (12, 'R T Nagar', '560032', 8100, 'North'),
  (13, 'Sadashivanagar', '560080', 8300, 'North'),
  (14, 'Jayanagar', '560041', 8600, 'South'),
  (15, 'K R Puram', '560036', 8800, 'East'),
  (16, 'Bellandur', '560103', 9100, 'East'),
  (17, 'Malleshwaram', '560003', 9300, 'North'),
  (18, 'Basavanagudi', '560004', 9400, 'South'),
  (19, 'Hebbal', '560024', 9900, 'North'),
  (20, 'Sanjaynagar', '560094', 10100, 'North'),
  (21, 'Rajajinagar', '560010', 10400, 'Central'),
  (22, 'Vijayanagar', '560040', 11200, 'Central'),
  (23, 'J P Nagar', '560078', 11400, 'South'),
  (24, 'Whitefield', '560066', 12300, 'East'),
  (25, 'Banashankari', '560070', 12600, 'South'),
  (26, 'Sarjapur Road', '560035', 12900, 'East'),
  (27, 'Yelahanka', '560064', 16800, 'North'),
  (28, 'Electronic City', '560100', 17200, 'South');
