"""What people can do with statements. One file for one thing people do."""
