-- The departments of the lab, as its price list has them.

insert into categories (id, name)
values
  (1, 'Haematology'),
  (2, 'Coagulation'),
  (3, 'Biochemistry'),
  (4, 'Urinalysis'),
  (5, 'Parasitology'),
  (6, 'Serology'),
  (7, 'Molecular Diagnostics (PCR)'),
  (8, 'Microbiology'),
  (9, 'Endocrinology'),
  (10, 'Cytology and Histopathology'),
  (11, 'Allergy and Immunology'),
  (12, 'Drug Monitoring and Toxicology'),
  (13, 'Health Panels');
