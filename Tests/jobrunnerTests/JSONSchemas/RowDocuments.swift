import Foundation
import Postgres
import TestLab
import Testing

extension JSONDocuments {
  /// Rows of tables, written as an admin writes them.
  func ofRows() throws {
    let lab = try ProgramLab()
    let date = "2025-01-20"
    try run("data create", ["categories", "name=Urine", "--dry-run"], on: date, in: lab)
    try run(
      "data create",
      [
        "coupons", "code=NEW1", "start_date=2025-01-01 00:00", "end_date=2025-12-31 23:59:59",
        "max_uses=5", "--yes",
      ], on: date, in: lab)
    try run("data update", ["coupons", "NEW1", "is_active=no", "--dry-run"], on: date, in: lab)
    try run("data update", ["coupons", "NEW1", "max_uses=", "--yes"], on: date, in: lab)
    try run("data update", ["coupons", "NEW1", "max_uses=", "--yes"], on: date, in: lab)
    try lab.connection.run(
      script: """
        insert into pets (user_id, name, species) values (2, 'Bruno', 'Dog');
        insert into distance_pricing_configs (base_charge, charge_per_km, max_free_distance_km,
          effective_from, is_active, updated_by_admin_id) values (1, 1, 1, '2020-01-01', false, 3)
        """)
    try run("data delete", ["users", "2", "--dry-run"], on: date, in: lab)
    try run("data delete", ["staff", "3", "--yes"], on: date, in: lab)
    try run("data list", ["coupons"], on: date, in: lab)
    try run("data list", ["billing_runs", "--limit", "1"], on: date, in: lab)
    try run("data export", ["coupons", "--out", lab.folder + "/coupons.csv"], on: date, in: lab)
    // Each line of JSON is a row of the list.
    let lines = try lab.shell(
      """
      "$JOBRUNNER" data tests list --format ndjson | python3 -c \
        'import json, sys; print(json.dumps([json.loads(line) for line in sys.stdin]))'
      """)
    try keep(lines, of: "data list")
    let file = try lab.write("name,price\nUrinalysis,310\nX-ray,-1\n", to: "tests.csv")
    try run("data import", ["tests", file, "--dry-run"], on: date, in: lab, exits: [65])
    try run("data import", ["tests", file, "--yes"], on: date, in: lab, exits: [65])
    try run("data import", ["tests", file, "--yes", "--partial"], on: date, in: lab, exits: [1])
  }
}
