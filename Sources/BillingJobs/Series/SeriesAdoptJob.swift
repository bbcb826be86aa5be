internal import Billing
package import LabSchema
internal import Postgres

/// Gives records back the numbers that a package has for them, after the database was put back to
/// before they were given (docs/trust.md): where what is billed today is what was exported.
package struct SeriesAdoptJob: LabJob {
  let context: RunContext

  /// It gives no number that is not exported.
  package init(_ context: RunContext) {
    self.context = context
  }

  /// What would become of the documents; nothing is written.
  package func plan(_ documents: [ExportedDocument]) throws -> SeriesAdoption {
    try context.check()
    return try connection.onSnapshot(.readOnly) {
      try decide(documents).adoption
    }
  }

  /// Gives what can be given, all of it in one transaction.
  ///
  /// - Throws: `RunError`, `NumberingError`, `PostgresError`.
  package func run(
    _ documents: [ExportedDocument], origin: RunOrigin
  ) throws -> SeriesAdoption {
    try context.check()
    let exclusive = context.exclusive(origin)
    return try exclusive.withLab {
      try exclusive.perform(.seriesAdopt) { runID in
        var adoption = try connection.onSnapshot {
          let (adoption, job, chunk) = try decide(documents)
          try job.save(chunk, runID: runID)
          try RunWriter(connection, runID: runID).give(adoption.given, of: documents) {
            kind, date in
            (
              settings.format(of: kind),
              FiscalYear(containing: date, startingOn: settings.fiscalYearStart)
            )
          }
          var counts = RunCounts()
          counts.recordsInvoiced = adoption.given.count
          try RunLedger(connection).add(counts, to: runID)
          return adoption
        }
        try connection.refreshSummaries()
        adoption.runID = runID
        return adoption
      }
    }
  }

  /// Decides about every document, in the transaction it is called in.
  private func decide(
    _ documents: [ExportedDocument]
  ) throws -> (adoption: SeriesAdoption, job: ChunkJob, chunk: ChunkPlan) {
    var adoption = SeriesAdoption()
    let here = try connection.documentsHere(documents.map(\.claim))
    var open: [ExportedDocument] = []
    for (place, document) in documents.enumerated() {
      switch here[place] {
      case document.bookingID?: adoption.known.append(document)
      case let other?:
        adoption.refused.append(.init(document: document, reason: "here it is booking \(other)'s"))
      case nil: open.append(document)
      }
    }
    let job = context.chunkJob(
      calendar: try context.calendar(),
      serviceDates: (try context.startDate() ?? .distantPast)...businessDate.addingDays(-1),
      // What was numbered once was due.
      finalizing: .all)
    let plans = try plans(of: open, job)
    var chunk = ChunkPlan()
    for document in open {
      guard document.kind == .invoice else {
        adoption.refused.append(
          .init(
            document: document,
            reason: "a note cannot be made from a package: pass over its number, and adjust again"))
        continue
      }
      guard let plan = plans[document.bookingID] else {
        adoption.refused.append(
          .init(document: document, reason: "booking \(document.bookingID) is not in the database"))
        continue
      }
      if let reason = ExportedInvoice.refusal(document, plan) {
        adoption.refused.append(.init(document: document, reason: reason))
      } else {
        adoption.given.append(document)
        chunk.add(plan)
      }
    }
    return (adoption, job, chunk)
  }

  private func plans(
    of documents: [ExportedDocument], _ job: ChunkJob
  ) throws -> [BookingID: BookingPlan] {
    let bookings = documents.filter { $0.kind == .invoice }.map(\.bookingID)
    var plans: [BookingID: BookingPlan] = [:]
    try context.walk(ChunkScope.pieces(of: bookings, size: settings.chunkSize)) { chunk in
      var read = 0
      try job.decide(chunk) { booking, plan in
        plans[booking.id] = plan
        read += 1
      }
      return read
    }
    return plans
  }
}

extension ExportedDocument {
  fileprivate var claim: DocumentClaim {
    DocumentClaim(kind: kind, number: number, bookingID: bookingID)
  }
}
