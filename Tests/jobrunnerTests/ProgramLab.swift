import Billing
import Foundation
import Postgres
import TestLab

/// A small lab that the built program works on: three tests, a price for visits, and staff of each
/// kind that attribution tells apart. Service dates are those of January 2025, and nothing is left
/// behind but what the test itself keeps.
final class ProgramLab {
  let database: TestDatabase
  let connection: Connection
  /// The folder of exports and of whatever else a test writes.
  let folder: String
  var environment: [String: String]

  static let admin = "+91 80 5550 0001"
  static let adminEmail = "meera@lab.example"

  convenience init() throws {
    try self.init(in: TestDatabase.make())
  }

  /// - Parameter database: one with the lab's schema, and nothing in it.
  init(in database: TestDatabase) throws {
    self.database = database
    connection = try database.connect()
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    environment = [
      "DATABASE_URL": database.url, "BILLING_START_DATE": "2025-01-01",
      "EXPORTS_FOLDER": folder + "/exports",
    ]
    try connection.run(script: Self.base)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Runs the program on this lab.
  func run(
    _ arguments: String..., environment more: [String: String] = [:]
  ) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.run(
      arguments, environment: environment.merging(more) { _, given in given }, folder: folder)
  }

  /// Runs a script of bash in which `$JOBRUNNER` is the program.
  func shell(_ script: String) throws -> ChildProcess.Outcome {
    try JobrunnerProgram.shell(script, environment: environment, folder: folder)
  }

  /// A completed booking of user 1 with these items: (test, unit price).
  func book(
    _ id: Int, on date: String, km: String? = nil, user: Int? = 1, status: String = "completed",
    items: [(test: Int, price: String)] = [(1, "500.00")]
  ) throws {
    try connection.execute(
      """
      insert into bookings (id, user_id, booking_date, status, estimated_distance_km)
      values (\(id)::int, \(user)::int, \(date + " 10:00+05:30")::timestamptz, \(status)::text,
        \(km)::numeric)
      """)
    for item in items {
      try connection.execute(
        """
        insert into booking_items (booking_id, test_id, quantity, unit_price)
        values (\(id)::int, \(item.test)::int, 1, \(item.price)::numeric)
        """)
    }
  }

  func strings(_ statement: Statement) throws -> [String] {
    try connection.query(statement) { try $0.optionalString(0) ?? "null" }
  }

  private static let base = """
    insert into users (id, full_name, phone, email, hashed_password)
    values (1, 'Anita Desai', '+91 80 5551 0001', 'anita@home.example', 'x'),
      (2, 'Ravi Menon', '+91 80 5551 0002', 'ravi@home.example', 'x');
    insert into categories (id, name) values (1, 'Blood');
    insert into tests (id, category_id, name, price)
    values (1, 1, 'Complete Blood Count', 500), (2, 1, 'Lipid Panel', 800),
      (3, 1, 'Urinalysis', 300);
    insert into distance_pricing_configs
      (id, base_charge, charge_per_km, max_free_distance_km, effective_from)
    values (1, 50, 5, 2, '2024-01-01');
    insert into staff (id, name, phone, email, hashed_password, role, is_active)
    values (1, 'Meera Rao', '+918055500001', 'Meera@lab.example', 'x', 'admin', true),
      (2, 'Anil Shah', '+918055500002', 'anil@lab.example', 'x', 'analyst', true),
      (3, 'Old Admin', '+918055500003', null, 'x', 'admin', false);
    select setval(pg_get_serial_sequence(name, 'id'), 100)
    from unnest(
      array['users', 'categories', 'tests', 'distance_pricing_configs', 'staff']) name;
    """
}
