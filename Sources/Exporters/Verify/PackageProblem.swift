internal import Billing
internal import Foundation

/// Something that is wrong with a package as it lies on the disk.
package struct PackageProblem: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// A file or a whole package that belongs there is not there.
    case missing
    /// A file is not the one that was written.
    case changed
    /// A file's content is another file's of the package, or another package's.
    case swapped
    /// Numbers that have to agree do not.
    case total
    /// A month does not follow the one it names, or the seal it was given.
    case chain
    /// Something cannot be read at all.
    case unreadable
  }

  package var kind: Kind
  /// The file, by its path.
  package var path: String
  /// What is wrong, in a sentence that begins with a small letter.
  package var problem: String

  package init(_ kind: Kind, _ path: String, _ problem: String) {
    self.kind = kind
    self.path = path
    self.problem = problem
  }
}

extension PackageProblem {
  /// What is wrong with what stands where a file or a folder has to be; nil where it is one. An
  /// export writes neither links nor pipes, and neither is followed.
  init?(entry path: String, isFolder: Bool) {
    do throws(SystemFailure) {
      guard let status = try FolderTree.status(path) else {
        self.init(.missing, path, "it is missing")
        return
      }
      let wanted = isFolder ? S_IFDIR : S_IFREG
      let kind = status.st_mode & S_IFMT
      if kind == wanted { return nil }
      let found =
        switch kind {
        case S_IFLNK: "a symbolic link"
        case S_IFDIR: "a folder"
        case S_IFREG: "a file"
        default: "neither a file nor a folder"
        }
      self.init(
        .changed, path, "it is \(found) where an export writes a \(isFolder ? "folder" : "file")")
    } catch {
      self.init(.unreadable, error.path, error.reason)
    }
  }
}

extension PackageProblem: CustomStringConvertible {
  package var description: String { "\(path): \(problem)" }
}
