"""What can be asked about orders, one module for each; asking writes a signal, and the executor decides."""
