internal import Postgres

/// What has to hold before the contract, after which the app that was running before cannot write
/// any more.
struct ContractGate {
  let connection: Connection
  let schema: String

  /// Refuses while the app still writes bookings without a pet: those that have none, and those
  /// that a backfill gave one meanwhile.
  ///
  /// - Throws: `MigrationError.appWritesOldWay`.
  func refuseOldWrites(within hours: Int) throws {
    guard hours > 0 else { return }
    let (ids, newest) = try connection.query(
      """
      with old_way as (
        select b.id, b.created_at::timestamptz as created_at
        from bookings b
        where b.pet_id is null
          and b.created_at::timestamptz > now() - make_interval(hours => \(hours)::int)
      ), backfilled as (
        select max(newest_row_at) as created_at
        from schema_backfills
        where newest_row_at > now() - make_interval(hours => \(hours)::int)
      )
      select
        array(select id from old_way order by id desc limit 10)::text[],
        greatest((select max(created_at) from old_way), (select created_at from backfilled))
      """
    ) { row in
      (try row.decode(0, as: TextArray.self).elements, try row.decodeOptional(1, as: Instant.self))
    }[0]
    guard let newest else { return }
    throw MigrationError.appWritesOldWay(newest: newest, bookings: ids, quietHours: hours)
  }

  /// - Throws: `MigrationError.bookingsWithoutPet`.
  func refuseBookingsWithoutPet() throws {
    let (count, ids) = try connection.query(
      """
      select count(*),
        array(select id from bookings where pet_id is null order by id limit 10)::text[]
      from bookings
      where pet_id is null
      """
    ) { row in (try row.int(0), try row.decode(1, as: TextArray.self).elements) }[0]
    guard count == 0 else { throw MigrationError.bookingsWithoutPet(count: count, ids) }
  }
}
