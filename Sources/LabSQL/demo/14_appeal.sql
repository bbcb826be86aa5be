-- Which tests are booked, and for whom: nobody orders canine distemper for a cat. A test has as
-- many places on the shelf of a species as its weight; a booking takes from a place by dice.

create table demo_shelf (
  species text not null,
  place integer not null,
  test_id integer not null,
  primary key (species, place)
);

insert into demo_shelf (species, place, test_id)
select
  species, row_number() over (partition by species order by test_id, copy) - 1, test_id
from (
  values
    -- test, weight for dogs, cats, and the others
    (1, 90, 70, 8), (2, 4, 4, 0), (3, 10, 6, 1), (4, 8, 5, 2), (5, 26, 3, 0), (6, 2, 1, 0),
    (7, 3, 0, 0), (8, 0, 2, 0), (9, 2, 1, 0), (10, 0, 0, 24), (11, 4, 2, 0), (12, 3, 2, 0),
    (13, 4, 2, 0), (14, 2, 1, 0), (15, 1, 0, 0), (16, 50, 34, 4), (17, 48, 52, 4),
    (18, 14, 18, 0), (19, 18, 16, 0), (20, 8, 8, 0), (21, 12, 6, 0), (22, 8, 4, 0),
    (23, 3, 2, 0), (24, 14, 12, 1), (25, 3, 6, 0), (26, 6, 2, 0), (27, 8, 8, 0), (28, 6, 4, 3),
    (29, 1, 1, 0), (30, 4, 2, 0), (31, 8, 0, 0), (32, 0, 5, 0), (33, 14, 0, 0), (34, 0, 6, 0),
    (35, 3, 3, 0), (36, 3, 6, 0), (37, 2, 4, 0), (38, 6, 5, 0), (39, 22, 16, 16),
    (40, 10, 9, 0), (41, 40, 4, 1), (42, 4, 0, 0), (43, 14, 4, 4), (44, 1, 1, 0), (45, 16, 0, 0),
    (46, 10, 0, 0), (47, 3, 0, 0), (48, 0, 20, 0), (49, 0, 10, 0), (50, 0, 6, 0), (51, 24, 0, 0),
    (52, 8, 0, 0), (53, 0, 4, 0), (54, 4, 3, 0), (56, 18, 0, 0), (57, 9, 0, 0), (58, 12, 0, 0),
    (59, 3, 0, 0), (60, 0, 6, 0), (61, 0, 7, 0), (62, 3, 0, 0), (63, 0, 3, 0), (64, 3, 0, 0),
    (65, 0, 0, 6), (66, 0, 0, 12), (67, 9, 12, 0), (68, 10, 3, 0), (69, 5, 4, 1), (70, 1, 1, 0),
    (71, 8, 8, 4), (72, 4, 2, 1), (73, 24, 28, 1), (74, 6, 8, 0), (75, 1, 0, 0), (76, 1, 1, 0),
    (77, 14, 16, 0), (78, 6, 3, 0), (79, 3, 0, 0), (80, 2, 0, 0), (81, 2, 0, 0), (82, 12, 1, 0),
    (83, 1, 1, 0), (84, 1, 1, 0), (85, 14, 8, 1), (86, 12, 5, 0), (87, 4, 0, 0), (88, 2, 4, 0),
    (89, 7, 4, 1), (90, 3, 2, 0), (91, 5, 2, 0), (92, 4, 2, 0), (93, 1, 1, 0), (94, 3, 1, 0),
    (95, 2, 1, 0), (96, 26, 18, 0), (97, 46, 34, 0), (98, 20, 0, 0), (99, 0, 18, 0),
    (100, 40, 0, 0), (101, 20, 18, 0), (102, 8, 12, 0), (103, 2, 1, 0), (104, 0, 0, 14)
) as appeal (test_id, for_dogs, for_cats, for_others)
cross join lateral (
  values ('Dog', for_dogs), ('Cat', for_cats), ('Other', for_others)
) as weights (species, weight)
cross join lateral generate_series(1, weight) as copies (copy);
