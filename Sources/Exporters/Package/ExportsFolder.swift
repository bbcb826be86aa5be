package import Billing
package import LabSchema
package import Postgres

/// What lies in a folder of exports, as the manifests there say. They are read once a run; the rows of
/// a package only where its manifest, of version 1, does not say how far its numbers go, and the
/// database does not know the package as one that it has sealed.
package struct ExportsFolder: Sendable {
  let packages: [PlacedPackage]
  private let chained: Set<String>

  /// Whether there is no package at all.
  package var isEmpty: Bool { packages.isEmpty }

  /// Reads the folder; one that is not there has nothing.
  ///
  /// - Throws: ``ExportError`` where something cannot be read.
  package init(path: String) throws(ExportError) {
    try self.init(path: path) { _ in true }
  }

  /// Reads the package of one month, and what the others say of it.
  init(path: String, of period: BillingPeriod) throws(ExportError) {
    try self.init(path: path) { $0 == period }
  }

  private init(
    path: String, _ isWanted: (BillingPeriod) -> Bool
  ) throws(ExportError) {
    do throws(SystemFailure) {
      var packages: [PlacedPackage] = []
      var chained: Set<String> = []
      for name in try FolderTree.names(in: path) {
        guard let period = BillingPeriod(name), "\(period)" == name else { continue }
        let folder = path + "/" + name
        let month = try PlacedPackage(folder: folder, scope: .period(period))
        if let previous = month?.header.previous { chained.insert(previous.seal) }
        guard isWanted(period) else { continue }
        if let month {
          packages.append(month)
        } else {
          packages += try Self.days(of: period, in: folder)
        }
      }
      self.packages = packages
      self.chained = chained
    } catch { throw ExportError(error) }
  }

  /// The days of a month that has no package itself.
  private static func days(
    of period: BillingPeriod, in folder: String
  ) throws(SystemFailure) -> [PlacedPackage] {
    var days: [PlacedPackage] = []
    for name in try FolderTree.names(in: folder) where PackageNames.isDay(name) {
      guard let date = CalendarDate("\(period)-\(name)"),
        let day = try PlacedPackage(folder: folder + "/" + name, scope: .day(date))
      else { continue }
      days.append(day)
    }
    return days
  }

  /// Refuses to write over what is not this lab's to write over.
  ///
  /// - Parameter months: those that may be written.
  /// - Throws: ``ExportError``; what the connection throws.
  package func requireReplaceable(
    by history: ExportHistory, over connection: Connection,
    months: (BillingPeriod) throws -> Bool = { _ in true }
  ) throws {
    for package in packages where try months(package.scope.period) {
      try requireReplaceable(package, by: history, over: connection)
    }
  }

  func requireReplaceable(
    _ package: PlacedPackage, by history: ExportHistory, over connection: Connection
  ) throws {
    let rule = ReplacementRule(history: history, chained: chained)
    if let refusal = rule.refusal(of: package) { throw refusal }
    if package.header.lab == nil, !history.knows(package.digest) {
      try requireOwnDocuments(package, over: connection)
    }
  }

  /// Whether a package seals its month, as far as it or a later one says so.
  func isSealed(_ package: PlacedPackage) -> Bool { package.isSealed(chained: chained) }

  /// A package that names no lab is this lab's as long as none of its documents is another's here.
  private func requireOwnDocuments(
    _ package: PlacedPackage, over connection: Connection
  ) throws {
    try package.batches { batch in
      let claims = batch.map {
        DocumentClaim(kind: $0.kind, number: $0.number, bookingID: $0.bookingID)
      }
      guard let other = try connection.documentOfAnother(claims) else { return }
      throw ExportError.otherDocuments(
        folder: package.folder, number: batch[other.place].number,
        exported: batch[other.place].bookingID, here: other.bookingID,
        period: package.scope.period)
    }
  }

  /// Whether a package there is this lab's: it names it, or the lab has sealed it, or a document of it
  /// is the same booking's here.
  ///
  /// - Throws: ``ExportError`` where a package cannot be read; what the connection throws.
  package func holdsPackage(of history: ExportHistory, over connection: Connection) throws -> Bool {
    try packages.contains { package in
      if let lab = package.header.lab { return lab == "\(history.labID)" }
      if history.knows(package.digest) { return true }
      let claims = try package.highest(isAdopted: false).map {
        DocumentClaim(kind: $0.kind, number: $0.number, bookingID: $0.bookingID)
      }
      let here = try connection.documentsHere(claims)
      return claims.indices.contains { here[$0] == claims[$0].bookingID }
    }
  }

  /// The highest numbers of this lab's packages, and of those that name no lab and that the database
  /// does not know.
  ///
  /// - Throws: ``ExportError`` where a package cannot be read.
  package func numbers(of history: ExportHistory) throws -> ExportedNumbers {
    let own = packages.filter {
      $0.header.lab.map { $0 == "\(history.labID)" } ?? !history.seals.keys.contains($0.digest)
    }
    let places = Dictionary(uniqueKeysWithValues: own.map { ($0.folder, $0) })
    return ExportedNumbers(
      try own.flatMap { try $0.highest(isAdopted: history.adopted.contains($0.digest)) }
    ) { folder in
      var documents: [ExportedDocument] = []
      try places[folder]?.documents { documents.append($0) }
      return documents
    }
  }
}

extension ExportHistory {
  /// Whether a package is one that the lab has sealed, or was let to write over.
  fileprivate func knows(_ digest: String) -> Bool {
    seals.keys.contains(digest) || adopted.contains(digest)
  }
}

extension PlacedPackage {
  private static let batchSize = 5_000

  fileprivate func batches(_ body: ([ExportedDocument]) throws -> Void) throws {
    var batch: [ExportedDocument] = []
    try documents { document in
      batch.append(document)
      if batch.count == Self.batchSize {
        try body(batch)
        batch.removeAll(keepingCapacity: true)
      }
    }
    if !batch.isEmpty { try body(batch) }
  }

  fileprivate func highest(isAdopted: Bool) throws -> [ExportedNumbers.Highest] {
    if let series = manifest?.series {
      return series.compactMap { series in
        guard let kind = NumberSeriesKind(rawValue: series.kind),
          let booking = Int32(exactly: series.lastBooking)
        else { return nil }
        return ExportedNumbers.Highest(
          package: folder, kind: kind, number: series.lastNumber, bookingID: BookingID(booking),
          isAdopted: isAdopted)
      }
    }
    // The documents of each kind are in the order of their numbers.
    var last: [NumberSeriesKind: ExportedDocument] = [:]
    try documents { last[$0.kind] = $0 }
    return NumberSeriesKind.allCases.compactMap { last[$0] }.map {
      ExportedNumbers.Highest(
        package: folder, kind: $0.kind, number: $0.number, bookingID: $0.bookingID,
        isAdopted: isAdopted)
    }
  }
}
