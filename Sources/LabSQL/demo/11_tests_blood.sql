-- Haematology, coagulation, biochemistry: half of what a lab does. Prices are those of the price
-- list of 1 April 2025; 15_price_list.sql knows what they were before.

insert into tests
  (id, category_id, name, description, price, discounted_price, sample_type, report_time_hours,
   tube_type, sample_quantity_ml, sample_collection_instructions, tat_hours, is_active,
   created_at, updated_at)
select
  id, category_id, name, description, price, discounted_price, sample, hours, tube, ml,
  case
    when fasting then 'Fast for 8 to 12 hours; water is allowed.'
    when tube = 'Citrate' then 'Fill to the mark, invert five times, bring within four hours.'
    when tube = 'EDTA' then 'Invert gently eight times; do not freeze.'
    when tube = 'SST' then 'Let it clot for 30 minutes, then centrifuge.'
    when tube = 'Heparin' then 'Invert gently; keep at 2 to 8 degrees.'
  end,
  hours, true, demo_instant('2022-06-01', '09:00'), demo_instant('2025-04-01', '00:00')
from (
  values
    (1, 1, 'Complete Blood Count (CBC)', 'Five-part differential with platelets',
      650, 550, 'Whole blood', 'EDTA', 1.0, 6, false),
    (2, 1, 'Reticulocyte Count', null, 450, null, 'Whole blood', 'EDTA', 1.0, 12, false),
    (3, 1, 'Peripheral Blood Smear', 'Read by a pathologist',
      400, null, 'Whole blood', 'EDTA', 0.5, 12, false),
    (4, 1, 'Packed Cell Volume (PCV)', null, 250, null, 'Whole blood', 'EDTA', 0.5, 2, false),
    (5, 1, 'Platelet Count', null, 300, 250, 'Whole blood', 'EDTA', 1.0, 4, false),
    (6, 1, 'Erythrocyte Sedimentation Rate', null,
      250, null, 'Whole blood', 'EDTA', 1.0, 4, false),
    (7, 1, 'Blood Typing, Dog (DEA 1)', 'Before a transfusion',
      1800, null, 'Whole blood', 'EDTA', 1.0, 4, false),
    (8, 1, 'Blood Typing, Cat (AB)', 'Before a transfusion',
      1900, null, 'Whole blood', 'EDTA', 1.0, 4, false),
    (9, 1, 'Cross-Match, Major and Minor', null,
      2200, null, 'Whole blood', 'EDTA', 2.0, 4, false),
    (10, 1, 'Avian Haemogram', 'Manual count', 900, null, 'Whole blood', 'Heparin', 0.3, 24, false),
    (11, 2, 'Prothrombin Time (PT)', null, 600, null, 'Plasma', 'Citrate', 1.8, 6, false),
    (12, 2, 'Activated Partial Thromboplastin Time', null,
      700, null, 'Plasma', 'Citrate', 1.8, 6, false),
    (13, 2, 'Coagulation Profile', 'PT, aPTT, fibrinogen', 1650, 1450,
      'Plasma', 'Citrate', 1.8, 12, false),
    (14, 2, 'D-Dimer', null, 1750, null, 'Plasma', 'Citrate', 1.8, 12, false),
    (15, 2, 'von Willebrand Factor Antigen', null,
      4200, null, 'Plasma', 'Citrate', 1.8, 96, false),
    (16, 3, 'Liver Function Test', 'ALT, AST, ALP, GGT, bilirubin, protein',
      950, 850, 'Serum', 'SST', 1.0, 8, false),
    (17, 3, 'Kidney Function Test', 'Urea, creatinine, phosphorus, electrolytes',
      900, 800, 'Serum', 'SST', 1.0, 8, false),
    (18, 3, 'SDMA', 'Early marker of kidney disease', 1650, 1490, 'Serum', 'SST', 0.5, 24, false),
    (19, 3, 'Creatinine', null, 300, null, 'Serum', 'SST', 0.5, 6, false),
    (20, 3, 'Blood Urea Nitrogen (BUN)', null, 300, null, 'Serum', 'SST', 0.5, 6, false),
    (21, 3, 'ALT (SGPT)', null, 280, null, 'Serum', 'SST', 0.5, 6, false),
    (22, 3, 'Alkaline Phosphatase (ALP)', null, 280, null, 'Serum', 'SST', 0.5, 6, false),
    (23, 3, 'Bile Acids, Pre and Post Meal', 'Two samples, two hours apart',
      2400, 2200, 'Serum', 'SST', 1.0, 24, true),
    (24, 3, 'Blood Glucose, Fasting', null, 250, null, 'Plasma', 'Fluoride', 0.5, 4, true),
    (25, 3, 'Fructosamine', null, 1300, null, 'Serum', 'SST', 0.5, 24, false),
    (26, 3, 'Lipid Profile', null, 850, 750, 'Serum', 'SST', 1.0, 8, true),
    (27, 3, 'Electrolytes (Na, K, Cl)', null, 550, null, 'Serum', 'Heparin', 0.5, 4, false),
    (28, 3, 'Calcium and Phosphorus', null, 450, null, 'Serum', 'SST', 0.5, 6, false),
    (29, 3, 'Ammonia', null, 1200, null, 'Plasma', 'EDTA', 1.0, 4, true),
    (30, 3, 'Amylase', null, 600, null, 'Serum', 'SST', 0.5, 8, false),
    (31, 3, 'Pancreatic Lipase, Dog (cPLI)', null,
      2350, 2150, 'Serum', 'SST', 0.5, 24, true),
    (32, 3, 'Pancreatic Lipase, Cat (fPLI)', null,
      2450, 2250, 'Serum', 'SST', 0.5, 24, true),
    (33, 3, 'C-Reactive Protein, Dog', null, 1150, 990, 'Serum', 'SST', 0.5, 6, false),
    (34, 3, 'Serum Amyloid A, Cat', null, 1450, null, 'Serum', 'SST', 0.5, 6, false),
    (35, 3, 'Cardiac Troponin I', null, 2100, null, 'Serum', 'SST', 0.5, 12, false),
    (36, 3, 'NT-proBNP', 'Heart failure', 3400, 3100, 'Plasma', 'EDTA', 1.0, 48, false),
    (37, 3, 'Vitamin B12 and Folate', null, 1950, null, 'Serum', 'SST', 1.0, 48, true),
    (38, 3, 'Total Protein and Albumin', null, 400, null, 'Serum', 'SST', 0.5, 6, false)
) as list
  (id, category_id, name, description, price, discounted_price, sample, tube, ml, hours, fasting)
order by id;
