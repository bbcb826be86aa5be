/// Something that is wrong with a package as it lies on the disk.
package struct PackageProblem: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// A file that belongs to the package is not there.
    case missing
    /// A file is not the one that was written.
    case changed
    /// A file's content is another file's of the package.
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

extension PackageProblem: CustomStringConvertible {
  package var description: String { "\(path): \(problem)" }
}
