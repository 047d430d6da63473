"""The reviewer's room: the queue, the review of one assessment, and what is decided on it."""
