import Foundation
package import Postgres

/// The database of a running app before jobrunner came: the tables that SQLAlchemy made for it.
package struct ExistingApp: Sendable {
  /// The types that apps differ in.
  package var money = "double precision"
  package var instant = "timestamp without time zone"
  package var text = "varchar"
  /// Of `bookings.status`: a text type or `booking_status`, an enumeration of the app's.
  package var status = "varchar"

  package init() {}

  /// Makes the tables.
  package func createTables(_ connection: Connection) throws {
    if status == "booking_status" {
      try connection.run(
        script: """
          create type booking_status
            as enum ('completed', 'Completed', 'cancelled', 'pending')
          """)
    }
    try connection.run(script: filled(try Self.file("existing_app"), bookings: 0))
  }

  /// Fills them.
  package func fill(_ connection: Connection, bookings: Int) throws {
    try connection.run(script: filled(try Self.file("existing_rows"), bookings: bookings))
  }

  /// Takes away the bookings of nobody and of users that are gone, which get no pet.
  package func removeBookingsOfNobody(_ connection: Connection) throws {
    try connection.run(
      script: """
        delete from booking_items i using bookings b
        where b.id = i.booking_id and not exists (select from users u where u.id = b.user_id);
        delete from bookings b where not exists (select from users u where u.id = b.user_id);
        """)
  }

  /// A booking with two tests, as the app writes it that knows nothing of pets.
  package static let oldBooking: Statement = """
    with booking as (
      insert into bookings (
        user_id, booking_date, status, address, address_link, created_at, updated_at
      )
      values (1 + (random() * 10)::int, now(), 'pending', 'Somewhere', null, now(), now())
      returning id
    )
    insert into booking_items (booking_id, test_id)
    select id, test_id from booking, generate_series(1, 2) test_id
    """

  private func filled(_ sql: String, bookings: Int) -> String {
    let values = [
      "{money}": money, "{instant}": instant, "{text}": text, "{status}": status,
      "{status_cast}": "::\(status)", "{bookings}": "\(bookings)",
    ]
    return values.reduce(sql) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
  }

  private static func file(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try String(
      contentsOf: folder.appendingPathComponent("SQL/\(name).sql"), encoding: .utf8)
  }
}
