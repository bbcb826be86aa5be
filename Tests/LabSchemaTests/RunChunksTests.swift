import Billing
import LabSchema
import Postgres
import TestLab
import Testing

@Suite("The chunks of a run at work")
struct RunChunksTests {
  private let database: TestDatabase
  private let connection: Connection
  private let runID: RunID

  init() throws {
    database = try TestDatabase.make()
    connection = try database.connect()
    runID = try RunLedger(connection).begin(
      job: .nightly, businessDate: #require(CalendarDate("2025-01-20")), through: nil, chunks: 3,
      origin: RunOrigin(
        osUser: "test", host: "test", processID: 1, programVersion: "test", arguments: []))
    try RunChunks(connection, of: runID).plan(Self.planned)
  }

  private static let date = CalendarDate("2025-01-08")!
  private static let planned: [ChunkScope] = [
    .bookings([7, 3, 5]), .day(date, ids: 1...2), .day(date, ids: 3...BookingID(.max)),
  ]

  /// In a transaction as a worker's.
  private func inChunk<Value>(_ body: (Connection) throws -> Value) throws -> Value {
    let worker = try database.connect()
    return try worker.onSnapshot { try body(worker) }
  }

  private func counts() throws -> [String] {
    try connection.query(
      """
      select concat_ws(' ', chunks_done, bookings_read, records_created) from billing_runs
      union all
      select 'left ' || count(*) from billing_run_chunks
      """
    ) { try $0.string(0) }
  }

  @Test("come back as they were planned, each to one worker, and to nobody once they are done")
  func taken() throws {
    var scopes: [ChunkScope] = []
    try inChunk { one in
      scopes.append(try #require(try RunChunks(one, of: runID).take(waits: false)).scope)
      try inChunk { other in
        let chunks = RunChunks(other, of: runID)
        let taken = try #require(try chunks.take(waits: false))
        #expect(taken.place == 2)
        scopes.append(taken.scope)
        try chunks.done(taken.place, by: 2, RunCounts())
        scopes.append(try #require(try chunks.take(waits: false)).scope)
      }
    }
    #expect(scopes == Self.planned)
    #expect(try RunChunks(connection, of: runID).isDone(2, by: 2))
    #expect(try !RunChunks(connection, of: runID).isDone(2, by: 1))
    // Neither was marked done by its transaction: they are there again.
    #expect(try inChunk { try RunChunks($0, of: runID).take(waits: false)?.place } == 1)
  }

  @Test("are summed up in the ledger once, as far as they are done")
  func settled() throws {
    var done = RunCounts()
    (done.bookingsRead, done.recordsNew) = (4, 3)
    for place in [1, 3] as [Int32] {
      try inChunk { try RunChunks($0, of: runID).done(place, by: 1, done) }
    }
    try RunChunks(connection, of: runID).settle()
    #expect(try counts() == ["2 8 6", "left 0"])
    try RunChunks(connection, of: runID).settle()
    #expect(try counts() == ["2 8 6", "left 0"])
  }

  @Test("cannot be committed, nor taken, once another run has declared theirs dead")
  func dead() throws {
    try inChunk { try RunChunks($0, of: runID).done(1, by: 1, RunCounts()) }
    let dead = try RunLedger(connection).declareDead()
    #expect(dead.map(\.chunksDone) == [1])
    #expect(try counts() == ["1 0 0", "left 0"])
    #expect(throws: RunLost.self) {
      try inChunk { try RunChunks($0, of: runID).take(waits: false) }
    }
    #expect(throws: RunLost.self) {
      try inChunk { try RunChunks($0, of: runID).done(2, by: 1, RunCounts()) }
    }
    #expect(throws: RunLost.self) { try RunChunks(connection, of: runID).settle() }
  }

  @Test("a run is declared dead when the chunk is over that a worker of it is at")
  func stillAtWork() throws {
    try inChunk { worker in
      let chunks = RunChunks(worker, of: runID)
      let taken = try #require(try chunks.take(waits: false))
      let next = try database.connect()
      try next.execute("select set_config('lock_timeout', '10', false)")
      #expect(throws: PostgresError.self) { try RunLedger(next).declareDead() }
      try chunks.done(taken.place, by: 2, RunCounts())
    }
    #expect(try RunLedger(connection).declareDead().map(\.chunksDone) == [1])
  }

  @Test("those of a run that ended without a word about them go with the next plan")
  func forgotten() throws {
    try RunLedger(connection).finish(runID, .failed, error: "a test")
    #expect(try counts() == ["0 0 0", "left 3"])
    try RunChunks(connection, of: RunID(runID.rawValue + 1)).plan([])
    #expect(try counts() == ["0 0 0", "left 0"])
  }
}
