-- Parasites, antibodies and antigens, PCR, cultures. Tick fever is what a dog in Bengaluru has: its
-- tests have prices of 99 and 49, an eighth of which (see 31_offers.sql) is not whole paise.

insert into tests
  (id, category_id, name, description, price, discounted_price, sample_type, report_time_hours,
   tube_type, sample_quantity_ml, sample_collection_instructions, tat_hours, is_active,
   created_at, updated_at)
select
  id, category_id, name, description, price, discounted_price, sample, hours, tube, ml,
  case sample
    when 'Faeces' then 'Fresh, within six hours; keep cool, do not freeze.'
    when 'Swab' then 'Two swabs, in the transport medium of the kit.'
    when 'Skin scraping' then 'Deep scraping from the edge of the lesion, in mineral oil.'
    when 'Urine' then 'By cystocentesis or mid-stream; keep at 2 to 8 degrees.'
  end,
  hours, name <> 'Brucella Slide Agglutination',
  demo_instant('2022-06-01', '09:00'), demo_instant('2025-04-01', '00:00')
from (
  values
    (39, 5, 'Faecal Examination, Routine', 'Wet mount and flotation',
      350, null, 'Faeces', 'Sterile container', null, 6),
    (40, 5, 'Giardia Antigen', null, 950, 850, 'Faeces', 'Sterile container', null, 4),
    (41, 5, 'Blood Parasite Smear', 'Babesia, Ehrlichia, Hepatozoon',
      450, 399, 'Whole blood', 'EDTA', 0.5, 4),
    (42, 5, 'Heartworm Antigen', null, 1100, null, 'Serum', 'SST', 0.5, 4),
    (43, 5, 'Skin Scraping for Mites', null, 400, null, 'Skin scraping', 'Slide', null, 4),
    (44, 5, 'Baermann Test for Lungworm', null,
      700, null, 'Faeces', 'Sterile container', null, 48),
    (45, 6, 'Canine Parvovirus Antigen', null, 900, 790, 'Faeces', 'Swab kit', null, 2),
    (46, 6, 'Canine Distemper Antigen', null, 950, 850, 'Swab', 'Swab kit', null, 2),
    (47, 6, 'Canine Coronavirus Antigen', null, 850, null, 'Faeces', 'Swab kit', null, 2),
    (48, 6, 'FeLV and FIV Combo', null, 1850, 1650, 'Serum', 'SST', 0.5, 2),
    (49, 6, 'Feline Panleukopenia Antigen', null, 950, null, 'Faeces', 'Swab kit', null, 2),
    (50, 6, 'Feline Coronavirus Antibody Titre', null, 2100, null, 'Serum', 'SST', 0.5, 48),
    (51, 6, 'Tick-Borne 4-in-1 Antibody', 'Ehrlichia, Anaplasma, Lyme, heartworm',
      2200, 1949, 'Serum', 'SST', 0.5, 4),
    (52, 6, 'Leptospira Antibody (MAT)', null, 1900, null, 'Serum', 'SST', 1.0, 72),
    (53, 6, 'Toxoplasma IgG and IgM', null, 2050, null, 'Serum', 'SST', 0.5, 48),
    (54, 6, 'Rabies Antibody Titre (FAVN)', 'For travel; sent to the reference lab',
      6500, null, 'Serum', 'SST', 2.0, 504),
    (55, 6, 'Brucella Slide Agglutination', 'Replaced by the PCR',
      600, null, 'Serum', 'SST', 0.5, 24),
    (56, 7, 'Ehrlichia PCR', null, 2400, 2149, 'Whole blood', 'EDTA', 1.0, 48),
    (57, 7, 'Babesia PCR', null, 2400, 2149, 'Whole blood', 'EDTA', 1.0, 48),
    (58, 7, 'Tick Fever PCR Panel', 'Ehrlichia, Babesia, Anaplasma, Hepatozoon',
      4900, 4399, 'Whole blood', 'EDTA', 1.0, 48),
    (59, 7, 'Canine Respiratory PCR Panel', null, 4600, null, 'Swab', 'Swab kit', null, 72),
    (60, 7, 'Feline Respiratory PCR Panel', null, 4600, null, 'Swab', 'Swab kit', null, 72),
    (61, 7, 'Feline Coronavirus (FIP) PCR', null, 3600, 3300, 'Effusion', 'EDTA', 1.0, 72),
    (62, 7, 'Leptospira PCR', null, 2900, null, 'Urine', 'Sterile container', 5.0, 72),
    (63, 7, 'Haemotropic Mycoplasma PCR', null, 2800, null, 'Whole blood', 'EDTA', 1.0, 72),
    (64, 7, 'Brucella canis PCR', null, 3100, null, 'Whole blood', 'EDTA', 1.0, 96),
    (65, 7, 'Chlamydia psittaci PCR', 'Parrots and pigeons',
      3200, null, 'Swab', 'Swab kit', null, 96),
    (66, 7, 'Avian Sexing by DNA', null, 1200, 990, 'Feather', 'Paper envelope', null, 120),
    (67, 8, 'Urine Culture and Sensitivity', null,
      1350, 1200, 'Urine', 'Sterile container', 3.0, 72),
    (68, 8, 'Ear Swab Culture and Sensitivity', null, 1300, null, 'Swab', 'Swab kit', null, 72),
    (69, 8, 'Wound Culture and Sensitivity', null, 1300, null, 'Swab', 'Swab kit', null, 72),
    (70, 8, 'Blood Culture', null, 2600, null, 'Whole blood', 'Culture bottle', 5.0, 168),
    (71, 8, 'Fungal Culture (DTM)', 'Ringworm', 950, 850, 'Hair', 'Paper envelope', null, 336),
    (72, 8, 'Gram Stain', null, 350, null, 'Swab', 'Swab kit', null, 6)
) as list
  (id, category_id, name, description, price, discounted_price, sample, tube, ml, hours)
order by id;
