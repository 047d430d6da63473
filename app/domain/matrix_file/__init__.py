"""The matrix file: text -> Matrix, each mistake with its line; the only room that knows YAML."""

from app.domain.matrix_file.mistakes import Mistake
from app.domain.matrix_file.reader import Reading, matrix_from_documents, read_matrix

__all__ = ["Mistake", "Reading", "matrix_from_documents", "read_matrix"]
