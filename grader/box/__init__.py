"""What runs inside the box: it is bound into it alone, so its modules import only each other and libraries."""
