drop user if exists {user};
