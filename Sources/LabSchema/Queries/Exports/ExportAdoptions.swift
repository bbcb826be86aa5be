package import Billing
package import Postgres

/// A package that a lab is let to write over.
package struct AdoptedPackage: Hashable, Sendable {
  package var period: BillingPeriod
  /// SHA-256 of its manifest: no other package is meant.
  package var manifestDigest: String
  /// The lab that it names; nil where it names none.
  package var labID: LabID?
  package var isSealed: Bool

  package init(period: BillingPeriod, manifestDigest: String, labID: LabID?, isSealed: Bool) {
    self.period = period
    self.manifestDigest = manifestDigest
    self.labID = labID
    self.isSealed = isSealed
  }
}

extension Connection {
  /// Keeps that these packages may be written over.
  package func adopt(_ packages: [AdoptedPackage], reason: String, runID: RunID) throws {
    try execute(
      """
      insert into billing_export_adoptions (
        period, manifest_digest, package_lab_id, was_sealed, reason, run_id
      )
      select given.period, given.digest, nullif(given.lab, '')::uuid, given.sealed,
        \(reason)::text, \(runID)::bigint
      from unnest(
        \(packages.map(\.period.description))::text[], \(packages.map(\.manifestDigest))::text[],
        \(packages.map { $0.labID?.description ?? "" })::text[],
        \(packages.map(\.isSealed.description))::boolean[]
      ) as given (period, digest, lab, sealed)
      order by given.period, given.digest
      on conflict (manifest_digest) do nothing
      """)
  }
}
