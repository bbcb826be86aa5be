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
    // One that cannot be read is made anew like one that is damaged.
    manifest = (try? Manifest.bytes(in: folder)).flatMap { $0 }.flatMap(Manifest.init(json:))
  }

  /// Whether its manifest names these digests.
  func hasFiles(_ files: [String: String]) -> Bool {
    guard let manifest else { return false }
    let own = Dictionary(manifest.files.map { ($0.name, $0.sha256) }) { first, _ in first }
    return files.allSatisfy { own[$0.key] == $0.value }
  }

  /// What of a file is held against the manifest.
  enum Reading {
    /// Every byte.
    case contents
    /// That it is a file of that length: nothing of it is read.
    case lengths
  }

  /// Whether all of its files are the ones that were written.
  func isWhole(_ reading: Reading = .contents) -> Bool {
    manifest != nil
      && files.allSatisfy { file in
        switch reading {
        case .contents: file.isIn(folder)
        case .lengths: file.hasLength(in: folder)
        }
      }
  }

  /// The files that its manifest names.
  var files: [ExportedFile] {
    (manifest?.files ?? []).map {
      ExportedFile(name: $0.name, rows: $0.rows, bytes: $0.bytes, sha256: $0.sha256)
    }
  }
}
