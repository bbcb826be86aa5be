internal import Billing
internal import Foundation
internal import LabSchema

/// The package of a month, or of a day without its month, as it lies in a folder of exports: what its
/// manifest says, whatever version of the program has written it.
struct PlacedPackage: Sendable {
  let folder: String
  let scope: ExportScope
  /// SHA-256 of its manifest: what a sealed month was sealed with.
  let digest: String
  let header: Header
  /// nil where this version does not read the rest.
  let manifest: Manifest?

  /// What a manifest of any version says of itself, those that are still to come among them.
  struct Header: Decodable, Sendable {
    var version: Int
    var lab: String?
    var sealed: Bool?
    var previous: Manifest.Previous?
  }

  /// nil where no manifest is there. One that cannot be read at all says nothing of whose it is, and
  /// is made anew like one that is damaged.
  init?(folder: String, scope: ExportScope) throws(SystemFailure) {
    guard let bytes = try Manifest.bytes(in: folder) else { return nil }
    let decoder = JSONDecoder()
    guard let header = try? decoder.decode(Header.self, from: Data(bytes)) else { return nil }
    self.folder = folder
    self.scope = scope
    self.header = header
    digest = sha256(bytes)
    manifest = Manifest.versions.contains(header.version) ? Manifest(json: bytes) : nil
  }

  var lab: LabID? { header.lab.flatMap { LabID($0) } }

  /// The documents that its list of invoices and notes has, in order; those before a row that is
  /// damaged where one is.
  func documents(_ body: (ExportedDocument) throws -> Void) throws {
    try InvoicesFile.documents(folder + "/" + InvoicesFile.name(scope), body)
  }
}
