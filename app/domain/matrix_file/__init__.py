"""The matrix file: text -> Matrix, each mistake with its line; the only room that knows YAML."""

from app.domain.matrix_file.decoding import MAXIMUM_BYTES
from app.domain.matrix_file.mistakes import Mistake
from app.domain.matrix_file.reader import Reading, matrix_from_documents, read_matrix

__all__ = ["MAXIMUM_BYTES", "Mistake", "Reading", "matrix_from_documents", "read_matrix"]
