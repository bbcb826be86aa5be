import LabSchema
import Postgres
import TestLab

/// The database of a running app, to put things in the way of the backfills.
struct AppInTheWay {
  let database: TestDatabase
  let connection: Connection

  init() throws {
    database = try TestDatabase.empty()
    connection = try database.connect(searchPath: "public")
    try ExistingApp().createTables(connection)
    try ExistingApp().fill(connection, bookings: 300)
  }

  /// One that waits for nobody.
  func migrator(batchSize: Int = 50) -> Migrator {
    var patience = Migrator.Patience()
    patience.batchSize = batchSize
    patience.tries = 2
    patience.pause = .milliseconds(1)
    patience.contractQuietHours = 0
    return Migrator(connection, patience: patience)
  }

  /// Puts a trigger on a table, with a function of its own; one named `late` fires at the commit.
  func addTrigger(
    on table: String = "bookings", _ moment: String = "before update", each: String = "row",
    body: String, name: String = "app"
  ) throws {
    let kind = name == "late" ? "constraint trigger" : "trigger"
    let late = name == "late" ? "deferrable initially deferred" : ""
    try connection.run(
      script: """
        create or replace function \(name)_on_\(table)() returns trigger language plpgsql as $$
        begin
          \(body)
        end
        $$;
        create \(kind) \(name) \(moment) on \(table) \(late)
          for each \(each) execute function \(name)_on_\(table)();
        """)
  }

  func texts(_ statement: Statement) throws -> [String] {
    try connection.query(statement) { try $0.string(0) }
  }

  func number(_ statement: Statement) throws -> Int {
    try connection.query(statement) { try $0.int(0) }[0]
  }

  /// Bookings that should have a pet and have none.
  func withoutPet() throws -> Int {
    try number(
      """
      select count(*) from bookings b join users u on u.id = b.user_id where b.pet_id is null
      """)
  }

  func isRecorded(_ version: Int) throws -> Bool {
    try number("select count(*) from schema_migrations where version = \(version)::int") == 1
  }
}
