package import Billing
package import Postgres

/// The chunks of a run that is at work, `billing_run_chunks`: its workers take one after the other.
package struct RunChunks {
  let connection: Connection
  let runID: RunID

  package init(_ connection: Connection, of runID: RunID) {
    self.connection = connection
    self.runID = runID
  }

  /// A chunk that a worker has taken.
  package struct Taken: Sendable {
    /// From 1, in the order in which they were planned.
    package let place: Int32
    package let scope: ChunkScope
  }

  /// Rows of one statement.
  private static let batch = 100

  /// Writes down what the run has to do; a second time it is there. What a run left behind that ended
  /// otherwise goes.
  package func plan(_ chunks: [ChunkScope]) throws {
    try connection.transaction {
      try connection.execute("delete from billing_run_chunks where run_id <> \(runID)")
      for start in stride(from: 0, to: chunks.count, by: Self.batch) {
        let places = start..<min(start + Self.batch, chunks.count)
        // An empty text is none.
        let columns = places.map { Columns(chunks[$0]) }
        try connection.execute(
          """
          insert into billing_run_chunks (
            run_id, place, service_date, first_booking_id, last_booking_id, booking_ids
          )
          select \(runID), place, nullif(service_date, '')::date, nullif(first, '')::integer,
            nullif(last, '')::integer, string_to_array(nullif(named, ''), ',')
          from unnest(
            \(places.map { $0 + 1 })::integer[], \(columns.map(\.date))::text[],
            \(columns.map(\.first))::text[], \(columns.map(\.last))::text[],
            \(columns.map(\.named))::text[]
          ) as planned (place, service_date, first, last, named)
          on conflict do nothing
          """)
      }
    }
  }

  /// Takes the next chunk, in the transaction that carries it out: until that ends, nobody else has it.
  ///
  /// The run's row is locked first, shared by its workers: whoever wants to declare the run dead waits for
  /// the chunks that are being carried out, and none is taken afterwards.
  ///
  /// - Parameter waits: whether a chunk that another session has taken is waited for, instead of being
  ///   passed over.
  /// - Returns: nil where there is none left.
  /// - Throws: ``RunLost`` where another run has declared this one dead.
  package func take(waits: Bool) throws -> Taken? {
    let isRunning = try connection.first(
      """
      select true from billing_runs run where run.run_id = \(runID) and \(RunSQL.isRunning) for share
      """
    ) { try $0.bool(0) }
    guard isRunning == true else { throw RunLost(runID: runID) }
    let patience: Statement = waits ? "" : "skip locked"
    return try connection.first(
      """
      select place, service_date, first_booking_id, last_booking_id, booking_ids
      from billing_run_chunks
      where run_id = \(runID) and worker is null
      order by place
      limit 1
      for update \(patience)
      """
    ) { row in
      let scope: ChunkScope
      if let date = try row.decodeOptional(1, as: CalendarDate.self) {
        let first: BookingID = try row.decode(2)
        scope = .day(date, ids: first...(try row.decode(3)))
      } else {
        scope = .bookings(
          try row.decode(4, as: TextArray.self).elements.compactMap { text in
            Int32(text).map { BookingID($0) }
          })
      }
      return Taken(place: try row.decode(0), scope: scope)
    }
  }

  /// Marks a chunk done that was taken, in the same transaction.
  ///
  /// - Parameter worker: which of the run's workers carries it out.
  package func done(_ place: Int32, by worker: Int32, _ counts: RunCounts) throws {
    let updated = try connection.execute(
      """
      update billing_run_chunks
      set worker = \(worker),
        \(CountColumn.ofChunks.list { "\(unescaped: $0.name) = \($0.count(counts))" })
      where run_id = \(runID) and place = \(place) and worker is null
      """)
    guard updated == 1 else { throw RunLost(runID: runID) }
  }

  /// Whether a worker has done a chunk, as far as is committed.
  package func isDone(_ place: Int32, by worker: Int32) throws -> Bool {
    try connection.first(
      """
      select true
      from billing_run_chunks
      where run_id = \(runID) and place = \(place) and worker = \(worker)
      """
    ) { try $0.bool(0) } ?? false
  }

  /// Sums up in the ledger what is done, and forgets what is not: the next run plans anew. A second time
  /// there is nothing.
  ///
  /// - Throws: ``RunLost`` where another run has declared this one dead.
  package func settle() throws {
    let updated = try connection.execute(
      """
      with gone as (
        delete from billing_run_chunks chunk
        using billing_runs run
        where chunk.run_id = \(runID) and run.run_id = chunk.run_id and \(RunSQL.isRunning)
        returning chunk.*
      ),
      sums as (
        select count(*) as chunks,
          \(CountColumn.ofChunks.list { "sum(\(unescaped: $0.name)) as \(unescaped: $0.name)" })
        from gone
        where worker is not null
      )
      update billing_runs run
      set chunks_done = run.chunks_done + sums.chunks,
        \(CountColumn.ofChunks.list {
          "\(unescaped: $0.name) = run.\(unescaped: $0.name) + coalesce(sums.\(unescaped: $0.name), 0)"
        })
      from sums
      where run.run_id = \(runID) and \(RunSQL.isRunning)
      """)
    guard updated == 1 else { throw RunLost(runID: runID) }
  }
}

/// A chunk as the table has it.
private struct Columns {
  var (date, first, last, named) = ("", "", "", "")

  init(_ scope: ChunkScope) {
    switch scope {
    case .day(let day, let ids):
      date = day.description
      first = "\(ids.lowerBound.rawValue)"
      last = "\(ids.upperBound.rawValue)"
    case .bookings(let bookings):
      named = bookings.map { "\($0.rawValue)" }.joined(separator: ",")
    }
  }
}
