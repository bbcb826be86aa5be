package import Billing
package import Postgres

/// A booking whose row, or whose customer's, another session has locked: its record cannot be written
/// before that session's transaction ends.
package struct HeldBooking: Equatable, Sendable {
  package let bookingID: BookingID
  /// Who has it, such as `psql (server process 4711, user app)`; nil where the server does not tell.
  package let holder: String?
}

extension Connection {
  /// Those of the bookings that another session holds. It waits for none of them.
  package func heldBookings(of bookings: [BookingID]) throws -> [HeldBooking] {
    guard !bookings.isEmpty else { return [] }
    return try query(
      """
      select held.booking_id,
        coalesce(nullif(a.application_name, ''), 'a session')
          || ' (server process ' || a.pid || ', user ' || coalesce(r.rolname, '?') || ')'
      from billing_locked_bookings(\(bookings)::int[]) held
      left join pg_catalog.pg_stat_activity a on a.pid = held.holder
      left join pg_catalog.pg_roles r on r.oid = a.usesysid
      order by held.booking_id
      """
    ) { row in
      HeldBooking(bookingID: try row.decode(0), holder: try row.optionalString(1))
    }
  }

  /// Limits how long the transaction waits for a lock from here on.
  package func limitLockWait(_ duration: Duration) throws {
    let milliseconds = "\(max(1, Int(duration / .milliseconds(1))))"
    try execute("select set_config('lock_timeout', \(milliseconds), true)")
  }
}
