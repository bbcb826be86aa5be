/// A package that is in place, as its own manifest has it.
struct PublishedPackage {
  private let folder: String
  private let manifest: Manifest?

  /// nil where there is no folder.
  init?(folder: String) throws(SystemFailure) {
    guard let status = try FolderTree.status(folder), FolderTree.isFolder(status) else {
      return nil
    }
    self.folder = folder
    manifest = try Manifest.bytes(in: folder).flatMap(Manifest.init(json:))
  }

  /// Whether its manifest names these digests.
  func hasFiles(_ files: [String: String]) -> Bool {
    guard let manifest else { return false }
    let own = Dictionary(manifest.files.map { ($0.name, $0.sha256) }) { first, _ in first }
    return files.allSatisfy { own[$0.key] == $0.value }
  }

  /// Whether all of its files are the ones that were written.
  func isWhole() -> Bool {
    guard let manifest else { return false }
    for file in manifest.files {
      let exported = ExportedFile(
        name: file.name, rows: file.rows, bytes: file.bytes, sha256: file.sha256)
      guard exported.isIn(folder) else { return false }
    }
    return true
  }
}
