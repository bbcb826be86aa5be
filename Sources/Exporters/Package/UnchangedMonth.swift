package import Billing
internal import Foundation
package import LabSchema
package import Postgres

/// What spares a night the months on which nothing happened (docs/decisions/0052).
extension PackageExporter {
  /// Sums up what the package of an open month is made of, in the snapshot it is called in.
  package func stamp(
    of period: BillingPeriod, over connection: Connection
  ) throws -> PackageStamp {
    try ExportReader(connection, scope: .period(period), terms: settings.terms)
      .stamp(of: period, choices: settings.choices)
  }

  /// The package of an open month that a run made from the same, as it lies there with all of its days:
  /// each file has the length that its manifest says. No file but the manifests is read.
  ///
  /// - Parameter days: days that are to have a package in any case.
  /// - Returns: nil where something may have changed, or does not lie there: then it is to be written.
  /// - Throws: ``ExportError``; what the connection throws.
  package func unchanged(
    since stamp: PackageStamp, days: Set<CalendarDate> = [], over connection: Connection
  ) throws -> ExportedPackage? {
    try unchangedMonth(since: stamp, days: days, over: connection)?
      .package(of: .period(stamp.period))
  }

  private func unchangedMonth(
    since stamp: PackageStamp, days: Set<CalendarDate>, over connection: Connection
  ) throws -> PlacedMonth? {
    guard try connection.mayStampPackages(),
      let digest = try connection.manifestDigest(of: stamp)
    else { return nil }
    return try Self.explained(.period(stamp.period), settings) {
      guard
        let month = try PlacedMonth(
          exports: settings.folder, period: stamp.period, digest: digest, reading: .lengths)
      else { return nil }
      for day in days where try month.package(of: .day(day)) == nil { return nil }
      return month
    }
  }
}

extension PackageExporter {
  /// The same of a month or day, with the stamp of its month read now.
  func unchanged(
    _ scope: ExportScope, days: Set<CalendarDate>, over connection: Connection
  ) throws -> ExportedPackage? {
    let stamp = try stamp(of: scope.period, over: connection)
    guard case .day(let day) = scope else {
      return try unchanged(since: stamp, days: days, over: connection)
    }
    return try unchangedMonth(since: stamp, days: [day], over: connection)?.package(of: scope)
  }
}

extension ExportSettings {
  /// Whatever decides what is in a package and is no row of the database: the lab's choices, and the
  /// program itself.
  fileprivate var choices: String {
    let terms = terms
    let parts = [
      program, "\(Manifest.version)", currency.description, lineEnding.rawValue, "\(byteOrderMark)",
      terms.serviceDates.billingZone, terms.billableStatuses.sorted().joined(separator: ","),
      terms.excludedStatuses.sorted().joined(separator: ","),
      terms.firstServiceDate.map { "\($0)" } ?? "",
    ]
    return parts.joined(separator: "|")
  }
}
